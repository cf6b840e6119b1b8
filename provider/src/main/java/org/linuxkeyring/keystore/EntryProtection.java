package org.linuxkeyring.keystore;

import java.security.KeyStore;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * What a protection parameter says.
 *
 * @param password a PasswordProtection or null; anything else is refused where it is used
 * @param isKernelHeld whether the kernel is to hold the key, whatever the settings have
 */
public record EntryProtection(KeyStore.ProtectionParameter password, EntryPolicy policy, boolean isKernelHeld) {
    /** That of a parameter which says nothing about the key. */
    public static EntryProtection of(KeyStore.ProtectionParameter parameter) {
        return new EntryProtection(parameter, EntryPolicy.NONE, false);
    }
}
