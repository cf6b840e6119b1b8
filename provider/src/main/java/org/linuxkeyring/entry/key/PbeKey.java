package org.linuxkeyring.entry.key;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password that is stored as a key, as by {@code keytool -importpass}. Users ask its SecretKeyFactory for the
 * password, and the factories of some providers accept only keys that they made themselves.
 */
final class PbeKey {
    private PbeKey() {}

    static boolean isNameOf(String algorithm) {
        return algorithm.startsWith("PBE");
    }

    /** Returns the key as its factory makes it; empty if no factory makes a key of the same name and bytes. */
    static Optional<SecretKey> of(byte[] in, int offset, int length, String algorithm) {
        char[] password = new char[length];
        PBEKeySpec spec = null;
        byte[] encoded = null;
        byte[] stored = Arrays.copyOfRange(in, offset, offset + length);
        try {
            for (int i = 0; i < length; i++) {
                password[i] = (char) (stored[i] & 0xff);
            }
            spec = new PBEKeySpec(password);
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            encoded = key.getEncoded();
            boolean same = key.getAlgorithm().equals(algorithm) && MessageDigest.isEqual(encoded, stored);
            return same ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException | RuntimeException e) {
            // Some factories also need a salt, and throw NullPointerException without one.
            return Optional.empty();
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(stored, (byte) 0);
            if (encoded != null) {
                Arrays.fill(encoded, (byte) 0);
            }
            if (spec != null) {
                spec.clearPassword();
            }
        }
    }
}
