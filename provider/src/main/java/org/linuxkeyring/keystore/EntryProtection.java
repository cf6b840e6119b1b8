package org.linuxkeyring.keystore;

import java.security.KeyStore;

/**
 * What a protection parameter says.
 *
 * @param password a PasswordProtection or null; anything else is refused where it is used
 */
public record EntryProtection(KeyStore.ProtectionParameter password, EntryPolicy policy) {
    /** That of a parameter which says nothing about the key. */
    public static EntryProtection of(KeyStore.ProtectionParameter parameter) {
        return new EntryProtection(parameter, EntryPolicy.NONE);
    }
}
