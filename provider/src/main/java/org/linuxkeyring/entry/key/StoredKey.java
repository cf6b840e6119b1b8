package org.linuxkeyring.entry.key;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;

/** A key as an entry holds it: neither decrypted nor decoded until it is asked for. */
public interface StoredKey {

    /** Whether it takes a password to decode it. */
    boolean isProtected();

    /** Whether this is a secret key, as far as that can be told without a password. */
    boolean isSecretKey();

    /** Requires that a password could open it, if it takes one. */
    default void requireReadable() throws GeneralSecurityException {
        // An open key has none.
    }

    Key decode(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException;

    /** Overwrites the encoded key. */
    void wipe();
}
