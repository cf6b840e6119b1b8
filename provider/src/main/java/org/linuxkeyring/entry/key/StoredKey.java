package org.linuxkeyring.entry.key;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;

/** A key as an entry holds it, neither decrypted nor decoded until it is asked for. */
public interface StoredKey {

    /** Returns whether a password is needed to decode the key. */
    boolean isProtected();

    /** Returns whether this is a secret key, as far as that can be determined without a password. */
    boolean isSecretKey();

    /** Requires that a password could open the key, if it is protected. */
    default void requireReadable() throws GeneralSecurityException {
        // An unprotected key has no scheme to check.
    }

    Key decode(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException;

    /** Overwrites the encoded key. */
    void wipe();
}
