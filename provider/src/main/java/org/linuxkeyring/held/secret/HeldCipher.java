package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.held.UnwrappedKey;

/**
 * AES with a key that the kernel holds. Subclasses know the parameters of a mode of operation, and
 * {@link CipherMessage}s how it is computed.
 */
abstract class HeldCipher extends CipherSpi {
    static final int BLOCK = 16;

    /**
     * The algorithms of keys that are taken. RAW is the name for a key that another program stored, which may be one
     * for AES; the kernel refuses a key whose length is not one of AES.
     */
    private static final Set<String> KEY_ALGORITHMS = Set.of("AES", "RIJNDAEL", "RAW");

    private boolean encrypting;
    private HeldSecretKey key;
    /** Null between two messages, so that a cipher at rest holds no descriptor. */
    private CipherMessage message;

    /** Takes the parameters for {@link #begin}, or generates them where the JDK's cipher does so. */
    abstract void setParameters(
            HeldSecretKey key, boolean encrypting, AlgorithmParameterSpec given, SecureRandom random)
            throws InvalidAlgorithmParameterException;

    abstract Class<? extends AlgorithmParameterSpec> parameterClass();

    abstract CipherMessage begin(HeldSecretKey key, boolean encrypting);

    /** Begins the next message where there was no init after the one before. */
    abstract CipherMessage beginAgain(HeldSecretKey key, boolean encrypting);

    /** Returns how many bytes a whole text of {@code length} bytes becomes at most. */
    abstract int size(boolean encrypting, int length);

    @Override
    protected final void engineSetMode(String mode) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("no mode of operation " + mode);
    }

    @Override
    protected final void engineSetPadding(String padding) throws NoSuchPaddingException {
        throw new NoSuchPaddingException("no padding " + padding);
    }

    @Override
    protected final int engineGetBlockSize() {
        return BLOCK;
    }

    /** Returns the size without a socket between two messages: a question neither fails nor ends the cipher's use. */
    @Override
    protected final int engineGetOutputSize(int inputLength) {
        return message == null && key != null
                ? size(encrypting, inputLength)
                : message().finalSize(inputLength);
    }

    @Override
    protected final void engineInit(int mode, Key given, SecureRandom random) throws InvalidKeyException {
        try {
            init(mode, given, null, random);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected final void engineInit(int mode, Key given, AlgorithmParameters parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            init(mode, given, parameters == null ? null : parameters.getParameterSpec(parameterClass()), random);
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException("These are not parameters of this mode of operation", e);
        }
    }

    @Override
    protected final void engineInit(int mode, Key given, AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(mode, given, parameters, random);
    }

    private void init(int mode, Key given, AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        endMessage();
        key = null;
        HeldSecretKey held = HeldSecretKey.require(given);
        if (!KEY_ALGORITHMS.contains(held.getAlgorithm().toUpperCase(Locale.ROOT))) {
            throw new InvalidKeyException("A key for AES is needed, and this is one for " + held.getAlgorithm());
        }
        encrypting = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
        setParameters(held, encrypting, parameters, random == null ? new SecureRandom() : random);
        try {
            message = begin(held, encrypting);
        } catch (KeyringException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
        key = held;
    }

    private CipherMessage message() {
        if (key == null) {
            throw new IllegalStateException("Cipher not initialized");
        }
        if (message == null) {
            message = attempt(() -> beginAgain(key, encrypting));
        }
        return message;
    }

    private void endMessage() {
        if (message != null) {
            message.close();
            message = null;
        }
    }

    @Override
    protected final void engineUpdateAAD(byte[] source, int offset, int length) {
        engineUpdateAAD(ByteBuffer.wrap(source, offset, length));
    }

    @Override
    protected final void engineUpdateAAD(ByteBuffer source) {
        CipherMessage current = message();
        attempt(() -> {
            current.associate(source);
            return null;
        });
        source.position(source.limit());
    }

    /** Returns an empty array, and not null, where no block is complete yet, as SunJCE does. */
    @Override
    protected final byte[] engineUpdate(byte[] input, int offset, int length) {
        byte[] output = new byte[message().updateSize(length)];
        boolean done = false;
        try {
            update(ByteBuffer.wrap(input, offset, length), ByteBuffer.wrap(output));
            done = true;
            return output;
        } finally {
            if (!done) {
                wipe(output);
            }
        }
    }

    @Override
    protected final int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        ByteBuffer room = room(output, outputOffset);
        CipherMessage.requireRoom(room, message().updateSize(length));
        int start = room.position();
        byte[] copy = input == output ? Arrays.copyOfRange(input, offset, offset + length) : null;
        try {
            update(copy == null ? ByteBuffer.wrap(input, offset, length) : ByteBuffer.wrap(copy), room);
            return room.position() - start;
        } finally {
            wipe(copy);
        }
    }

    private void update(ByteBuffer input, ByteBuffer output) {
        CipherMessage current = message();
        attempt(() -> {
            current.update(input, output);
            return null;
        });
    }

    @Override
    protected final byte[] engineDoFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] output = new byte[message().finalSize(length)];
        int size = 0;
        try {
            size = finish(input(input, offset, length), ByteBuffer.wrap(output));
            return size == output.length ? output : Arrays.copyOf(output, size);
        } catch (ShortBufferException e) {
            throw new ProviderException("finalSize is too small", e);
        } finally {
            if (size < output.length) {
                wipe(output);
            }
        }
    }

    @Override
    protected final int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        byte[] copy = input == output && input != null ? Arrays.copyOfRange(input, offset, offset + length) : null;
        try {
            return finish(
                    copy == null ? input(input, offset, length) : ByteBuffer.wrap(copy), room(output, outputOffset));
        } finally {
            wipe(copy);
        }
    }

    private int finish(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        CipherMessage current = message();
        boolean done = true;
        try {
            int start = output.position();
            current.finish(input, output);
            return output.position() - start;
        } catch (ShortBufferException e) {
            done = false;
            throw e;
        } catch (KeyringException e) {
            throw new ProviderException(e.getMessage(), e);
        } finally {
            if (done) {
                endMessage();
            }
        }
    }

    /** Makes one step of a message. After a failure the message cannot be continued, and an init is needed. */
    private <T> T attempt(Supplier<T> step) {
        try {
            return step.get();
        } catch (KeyringException e) {
            endMessage();
            key = null;
            throw new ProviderException(e.getMessage(), e);
        }
    }

    private static ByteBuffer input(byte[] input, int offset, int length) {
        return input == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(input, offset, length);
    }

    private static ByteBuffer room(byte[] output, int offset) {
        int start = Math.min(offset, output.length);
        return ByteBuffer.wrap(output, start, output.length - start);
    }

    private static void wipe(byte... bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    protected final byte[] engineWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        byte[] encoded = wrapped.getEncoded();
        if (encoded == null || encoded.length == 0) {
            throw new InvalidKeyException(
                    "The key to be wrapped has no encoding: what a device or the kernel holds stays there");
        }
        try {
            return engineDoFinal(encoded, 0, encoded.length);
        } catch (BadPaddingException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        } finally {
            wipe(encoded);
        }
    }

    @Override
    protected final Key engineUnwrap(byte[] wrapped, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        byte[] encoded = null;
        try {
            encoded = engineDoFinal(wrapped, 0, wrapped.length);
            return UnwrappedKey.of(encoded, algorithm, type);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw new InvalidKeyException("The wrapped key does not unwrap: " + e.getMessage(), e);
        } finally {
            wipe(encoded);
        }
    }
}
