package org.linuxkeyring.keystore;

import java.security.KeyStoreException;

/** The passwords under which keys are stored. The password of a key is asked for each time that the key is decoded. */
@FunctionalInterface
public interface KeyPasswords {
    /**
     * Returns the password of an entry's key; null for none.
     *
     * @throws KeyStoreException if the password cannot be obtained
     */
    char[] of(String alias) throws KeyStoreException;
}
