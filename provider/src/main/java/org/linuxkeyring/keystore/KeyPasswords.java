package org.linuxkeyring.keystore;

import java.security.KeyStoreException;

/** Under which passwords keys are stored, asked for each time that one is decoded. */
@FunctionalInterface
public interface KeyPasswords {
    /**
     * That of an entry's key; null for none.
     *
     * @throws KeyStoreException if it cannot be had
     */
    char[] of(String alias) throws KeyStoreException;
}
