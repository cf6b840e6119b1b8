package org.linuxkeyring.opaque;

import java.nio.ByteBuffer;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A mark by which a key is known again. It is a digest of the key's encoding and of random bytes of this process, which
 * are off heap: with a heap dump alone, not even a secret key that is a password can be guessed from its mark.
 */
public final class KeyMark {
    private static final int SALT_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ByteBuffer SALT = salt();

    private final byte[] digest;

    private KeyMark(byte[] digest) {
        this.digest = digest;
    }

    private static ByteBuffer salt() {
        byte[] random = new byte[SALT_BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer salt = ByteBuffer.allocateDirect(SALT_BYTES);
        salt.put(random).flip();
        Arrays.fill(random, (byte) 0);
        return salt;
    }

    /** Returns the mark of a key; empty for a key without an encoding. */
    public static Optional<KeyMark> of(Key key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT.duplicate());
            return Optional.of(new KeyMark(digest.digest(encoded)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyMark mark && MessageDigest.isEqual(digest, mark.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
