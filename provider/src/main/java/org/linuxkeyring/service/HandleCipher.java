package org.linuxkeyring.service;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.linuxkeyring.opaque.KeyHandle;

/**
 * A cipher by an opaque key, or by one that the kernel holds. An opaque key is read by init, and again for each further
 * message.
 */
final class HandleCipher extends CipherSpi {
    private static final int AES_BLOCK_BYTES = 16;

    /** The operations by their numbers in Cipher, for an operator. */
    private static final Map<Integer, String> OPERATIONS = Map.of(
            Cipher.ENCRYPT_MODE, "encrypt",
            Cipher.DECRYPT_MODE, "decrypt",
            Cipher.WRAP_MODE, "wrap",
            Cipher.UNWRAP_MODE, "unwrap");

    private final String algorithm;
    private final Delegate<Cipher> delegate;
    private String mode;
    private String padding;
    private byte[] iv;
    private KeyHandle lastKey;
    private byte[] lastIv;
    private AlgorithmParameters parameters;

    HandleCipher(String algorithm) {
        this.algorithm = algorithm;
        this.delegate = new Delegate<>(algorithm, "decrypt", () -> HeldProvider.cipher(algorithm, transformation()));
    }

    @Override
    protected void engineSetMode(String given) {
        mode = given;
    }

    @Override
    protected void engineSetPadding(String given) {
        padding = given;
    }

    private String transformation() {
        return mode == null || padding == null ? algorithm : algorithm + "/" + mode + "/" + padding;
    }

    /** One of the ways to initialise a cipher. */
    @FunctionalInterface
    private interface Initializer {
        void init(Cipher cipher, Key key) throws GeneralSecurityException;
    }

    @Override
    protected void engineInit(int operation, Key key, SecureRandom random) throws InvalidKeyException {
        try {
            init(key, operation, false, (cipher, whole) -> {
                if (random == null) {
                    cipher.init(operation, whole);
                } else {
                    cipher.init(operation, whole, random);
                }
            });
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(int operation, Key key, AlgorithmParameterSpec spec, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(key, operation, spec != null, (cipher, whole) -> {
            if (random == null) {
                cipher.init(operation, whole, spec);
            } else {
                cipher.init(operation, whole, spec, random);
            }
        });
    }

    @Override
    protected void engineInit(int operation, Key key, AlgorithmParameters encoded, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(key, operation, encoded != null, (cipher, whole) -> {
            if (random == null) {
                cipher.init(operation, whole, encoded);
            } else {
                cipher.init(operation, whole, encoded, random);
            }
        });
    }

    private void init(Key key, int operation, boolean isGiven, Initializer initializer)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        delegate.doing(OPERATIONS.get(operation));
        try {
            if (key instanceof KeyHandle handle) {
                Cipher first = delegate.begin(handle, whole -> initialized(whole, initializer));
                requireAnotherIv(handle, operation, first.getIV());
                parameters = first.getParameters();
                delegate.continueWith(handle, whole -> next(whole, operation, isGiven, initializer));
            } else {
                delegate.beginHeld(key, held -> initializer.init(held, key));
            }
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    /** Requires that nothing is encrypted twice with the same key and initialization vector by this object. */
    private void requireAnotherIv(KeyHandle handle, int operation, byte[] next)
            throws InvalidAlgorithmParameterException {
        iv = next;
        if (!encrypts(operation) || !isBroughtDownByTheSameIv()) {
            return;
        }
        if (handle.equals(lastKey) && Arrays.equals(lastIv, next)) {
            delegate.forget();
            throw new InvalidAlgorithmParameterException("Cannot encrypt twice with the same key and initialization"
                    + " vector: choose another vector for each message");
        }
        lastKey = handle;
        lastIv = next;
    }

    private static boolean encrypts(int operation) {
        return operation == Cipher.ENCRYPT_MODE || operation == Cipher.WRAP_MODE;
    }

    private Cipher initialized(Key key, Initializer initializer) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation());
        initializer.init(cipher, key);
        return cipher;
    }

    /** Makes a cipher as it was after init, with the same initialization vector, if that may be used again. */
    private Cipher next(Key key, int operation, boolean isGiven, Initializer initializer)
            throws GeneralSecurityException {
        if (encrypts(operation) && isBroughtDownByTheSameIv()) {
            throw new IllegalStateException("Cannot encrypt twice with the same key and initialization vector: call"
                    + " init for each message");
        }
        AlgorithmParameters chosen = parameters;
        boolean isRepeated = isGiven || chosen == null;
        return initialized(key, isRepeated ? initializer : (cipher, whole) -> cipher.init(operation, whole, chosen));
    }

    private boolean isBroughtDownByTheSameIv() {
        return transformation().contains("/GCM/") || algorithm.startsWith("ChaCha20");
    }

    private Cipher current() {
        try {
            return delegate.current().orElseThrow(() -> new IllegalStateException("Cipher not initialized"));
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e.getMessage(), e);
        }
    }

    @Override
    protected int engineGetBlockSize() {
        if (delegate.isOpaque()
                || HeldProvider.cipher(algorithm, transformation()).isEmpty()) {
            return algorithm.startsWith("AES") ? AES_BLOCK_BYTES : 0;
        }
        return current().getBlockSize();
    }

    @Override
    protected int engineGetOutputSize(int length) {
        return current().getOutputSize(length);
    }

    @Override
    protected byte[] engineGetIV() {
        if (delegate.isOpaque()) {
            return iv == null ? null : iv.clone();
        }
        return current().getIV();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return delegate.isOpaque() ? parameters : current().getParameters();
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        return current().update(input, offset, length);
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        return current().update(input, offset, length, output, outputOffset);
    }

    @Override
    protected void engineUpdateAAD(byte[] data, int offset, int length) {
        current().updateAAD(data, offset, length);
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer data) {
        current().updateAAD(data);
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        try {
            return delegate.done(length == 0 ? current().doFinal() : current().doFinal(input, offset, length));
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }

    /** Ends the operation, unless the output found no room: the caller may then try again. */
    @Override
    protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        boolean mayTryAgain = false;
        try {
            return delegate.done(
                    length == 0
                            ? current().doFinal(output, outputOffset)
                            : current().doFinal(input, offset, length, output, outputOffset));
        } catch (ShortBufferException e) {
            mayTryAgain = true;
            throw e;
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            if (!mayTryAgain) {
                delegate.end();
            }
        }
    }

    @Override
    protected byte[] engineWrap(Key key) throws IllegalBlockSizeException, InvalidKeyException {
        try {
            return delegate.done(current().wrap(key));
        } catch (IllegalBlockSizeException | InvalidKeyException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String keyAlgorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        try {
            return delegate.done(current().unwrap(wrapped, keyAlgorithm, type));
        } catch (InvalidKeyException | NoSuchAlgorithmException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }
}
