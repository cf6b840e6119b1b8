package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.key.KernelKey;

/**
 * AES-GCM (NIST SP 800-38D) under a key-encryption key that stays in the kernel: an AF_ALG socket takes a key of type
 * {@code trusted}, {@code encrypted} or {@code logon} by its serial (Linux 6.2). One socket does all until this is
 * closed; from then on the next use opens another.
 */
final class SealingKey implements AutoCloseable {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Supplier<AlgorithmSocket> opening;
    private AlgorithmSocket open;

    /** Makes a key whose sockets {@code opening} opens. */
    SealingKey(Supplier<AlgorithmSocket> opening) {
        this.opening = opening;
    }

    SealingKey(KernelKey key) {
        this(() -> socket(key));
    }

    /** Opens a socket with this key. */
    static AlgorithmSocket socket(KernelKey key) {
        return key.algorithmSocket("aead", "gcm(aes)", TAG);
    }

    /**
     * Encrypts a text, and returns the nonce, the ciphertext and the tag, one after the other. A nonce is random, so a
     * key may seal 2^32 texts (SP 800-38D section 8.3).
     *
     * @param associated what is authenticated with the text, and is needed to open it
     * @throws org.linuxkeyring.error.KeyctlException if the kernel does not use the key, or the text is too long for it
     */
    byte[] seal(ByteBuffer text, byte[] associated) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        int size = text.remaining() + TAG;
        CipherOperation encryption = new CipherOperation(true, nonce, associated.length);
        return done(
                encryption,
                associated,
                text,
                size,
                result ->
                        ByteBuffer.allocate(NONCE + size).put(nonce).put(result).array());
    }

    /**
     * Decrypts what {@link #seal} returned. The rules of {@link org.linuxkeyring.kernel.Keyctl#read} hold for the
     * buffer that {@code reader} is given; it may use this key.
     *
     * @throws org.linuxkeyring.error.KeyctlException with EBADMSG if the key, the associated data or what was sealed is
     *     another one
     */
    <T> T open(byte[] sealed, byte[] associated, PayloadReader<T> reader) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE);
        ByteBuffer text = ByteBuffer.wrap(sealed, NONCE, sealed.length - NONCE);
        CipherOperation decryption = new CipherOperation(false, nonce, associated.length);
        return done(decryption, associated, text, textSize(sealed), reader);
    }

    /** Returns what the reader makes of a result of {@code size} bytes, which follows the associated data. */
    private synchronized <T> T done(
            CipherOperation operation, byte[] associated, ByteBuffer text, int size, PayloadReader<T> reader) {
        if (open == null) {
            open = opening.get();
        }
        AtomicBoolean isReceived = new AtomicBoolean();
        try {
            open.send(operation, false, ByteBuffer.wrap(associated), text);
            return open.receive(Math.addExact(associated.length, size), result -> {
                isReceived.set(true);
                return reader.read(result.slice(associated.length, size));
            });
        } catch (KeyctlException e) {
            if (!isReceived.get() && e.errno() != Errno.EBADMSG) {
                // The socket may keep a part of the message.
                close();
            }
            throw e;
        }
    }

    /** Closes the socket, if one is open. */
    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    static int sealedSize(int text) {
        return NONCE + text + TAG;
    }

    /** Returns the length of the text in what was sealed, in bytes. */
    static int textSize(byte[] sealed) {
        return sealed.length - NONCE - TAG;
    }

    /** Returns whether a sealed text is long enough to have a nonce and a tag. */
    static boolean isSealed(byte[] sealed) {
        return sealed.length >= NONCE + TAG;
    }
}
