package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.key.KernelKey;

/**
 * AES-GCM (NIST SP 800-38D) under a key-encryption key that stays in the kernel: an AF_ALG socket takes a key of type
 * {@code trusted}, {@code encrypted} or {@code logon} by its serial (Linux 6.2).
 */
final class SealingKey {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KernelKey key;

    SealingKey(KernelKey key) {
        this.key = key;
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
        try (AlgorithmSocket socket = socket()) {
            socket.send(new CipherOperation(true, nonce, associated.length), false, ByteBuffer.wrap(associated), text);
            return socket.receive(
                    Math.addExact(associated.length, size),
                    result -> ByteBuffer.allocate(NONCE + size)
                            .put(nonce)
                            .put(result.slice(associated.length, size))
                            .array());
        }
    }

    /**
     * Decrypts what {@link #seal} returned. The rules of {@link org.linuxkeyring.kernel.Keyctl#read} hold for the
     * buffer that {@code reader} is given.
     *
     * @throws org.linuxkeyring.error.KeyctlException with EBADMSG if the key, the associated data or what was sealed is
     *     another one
     */
    <T> T open(byte[] sealed, byte[] associated, PayloadReader<T> reader) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE);
        int size = textSize(sealed);
        ByteBuffer text = ByteBuffer.wrap(sealed, NONCE, sealed.length - NONCE);
        try (AlgorithmSocket socket = socket()) {
            socket.send(new CipherOperation(false, nonce, associated.length), false, ByteBuffer.wrap(associated), text);
            return socket.receive(
                    Math.addExact(associated.length, size),
                    result -> reader.read(result.slice(associated.length, size)));
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

    private AlgorithmSocket socket() {
        return key.algorithmSocket("aead", "gcm(aes)", TAG);
    }
}
