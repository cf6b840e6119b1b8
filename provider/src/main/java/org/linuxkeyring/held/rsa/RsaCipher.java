package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.OAEPParameterSpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.held.EncodedParameters;
import org.linuxkeyring.held.UnwrappedKey;
import org.linuxkeyring.held.rsa.RsaPadding.Decryption;

/**
 * The RSA cipher, which decrypts and unwraps with a key that the kernel holds. It takes one block at a time and throws
 * the same exceptions as the JDK's RSA cipher: they tell that a padding is wrong, and not how.
 */
final class RsaCipher extends CipherSpi {
    private static final byte[] NOTHING = {};

    private RsaPadding padding = RsaPadding.pkcs1();

    private RsaPrivateOperation operation;
    private Decryption decryption;
    private byte[] input = NOTHING;
    /** The number of bytes given; one more than the input's length once they were too many. */
    private int given;

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        if (!mode.equalsIgnoreCase("ECB")) {
            throw new NoSuchAlgorithmException("Unsupported mode " + mode);
        }
    }

    @Override
    protected void engineSetPadding(String name) throws NoSuchPaddingException {
        padding = RsaPadding.named(name);
    }

    /** Returns 0, since this is no block cipher. */
    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
        return input.length;
    }

    @Override
    protected byte[] engineGetIV() {
        return null;
    }

    @Override
    protected int engineGetKeySize(Key key) throws InvalidKeyException {
        if (!(key instanceof RSAKey rsa)) {
            throw new InvalidKeyException("no RSA key: " + key.getAlgorithm());
        }
        return rsa.getModulus().bitLength();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return EncodedParameters.of("OAEP", decryption == null ? null : decryption.spec());
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
        try {
            init(mode, key, null);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(mode, key, parameters);
    }

    @Override
    protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            init(mode, key, parameters == null ? null : parameters.getParameterSpec(OAEPParameterSpec.class));
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException("Wrong parameter", e);
        }
    }

    private void init(int mode, Key key, AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        forget();
        operation = null;
        RsaPrivateOperation usable = RsaPrivateOperation.of(key);
        if (mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE) {
            throw new InvalidKeyException(
                    "a private key decrypts and unwraps; it is the public key that encrypts and wraps,"
                            + " with any provider. To sign there is java.security.Signature");
        }
        Decryption chosen = padding.decryption(usable, parameters);
        if (chosen.cipher().getOutputBlockSize() < 1) {
            throw new InvalidKeyException("Key is too short for encryption using this padding");
        }
        decryption = chosen;
        input = new byte[usable.modulusBytes()];
        operation = usable;
    }

    @Override
    protected byte[] engineUpdate(byte[] bytes, int offset, int length) {
        if (length > input.length - given) {
            given = input.length + 1;
        } else if (length > 0) {
            System.arraycopy(bytes, offset, input, given, length);
            given += length;
        }
        return NOTHING;
    }

    @Override
    protected int engineUpdate(byte[] bytes, int offset, int length, byte[] output, int outputOffset) {
        engineUpdate(bytes, offset, length);
        return 0;
    }

    @Override
    protected byte[] engineDoFinal(byte[] bytes, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        engineUpdate(bytes, offset, length);
        return decrypt();
    }

    @Override
    protected int engineDoFinal(byte[] bytes, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (input.length > output.length - outputOffset) {
            throw new ShortBufferException("Need " + input.length + " bytes for output");
        }
        engineUpdate(bytes, offset, length);
        byte[] decrypted = decrypt();
        System.arraycopy(decrypted, 0, output, outputOffset, decrypted.length);
        Arrays.fill(decrypted, (byte) 0);
        return decrypted.length;
    }

    /** Decrypts what was given, and makes ready for the next block even if that fails. */
    private byte[] decrypt() throws IllegalBlockSizeException, BadPaddingException {
        try {
            if (given > input.length) {
                throw new IllegalBlockSizeException("Data must not be longer than " + input.length + " bytes");
            }
            if (!operation.accepts(new BigInteger(1, input, 0, given))) {
                throw new BadPaddingException("Message is larger than modulus");
            }
            return decryption.cipher().processBlock(input, 0, given);
        } catch (InvalidCipherTextException e) {
            throw new BadPaddingException("Padding error in decryption");
        } catch (KeyringException e) {
            throw new ProviderException(e.getMessage(), e);
        } finally {
            forget();
        }
    }

    private void forget() {
        Arrays.fill(input, (byte) 0);
        given = 0;
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        if (wrapped.length > input.length) {
            throw new InvalidKeyException("Key is too long for unwrapping");
        }
        byte[] encoded = NOTHING;
        try {
            encoded = engineDoFinal(wrapped, 0, wrapped.length);
            return UnwrappedKey.of(encoded, algorithm, type);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new InvalidKeyException("Unwrapping failed", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
