package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableEntryException;
import org.linuxkeyring.spec.KeyringProtection;

/** What a ProtectionParameter says beside {@link org.linuxkeyring.keystore.settings.EntryPolicy}. */
final class Protection {
    private Protection() {}

    /**
     * Null if there is none.
     *
     * @throws IllegalStateException if the caller has destroyed the password
     */
    static char[] password(KeyStore.ProtectionParameter protection) throws UnrecoverableEntryException {
        if (protection == null) {
            return null;
        }
        if (protection instanceof KeyringProtection ours) {
            return password(ours.password().orElse(null));
        }
        if (protection instanceof KeyStore.PasswordProtection password) {
            return password.getPassword();
        }
        throw new UnrecoverableEntryException("unsupported protection parameter "
                + protection.getClass().getName() + ": give a PasswordProtection or null");
    }

    /** Whether there is a protection beside the policy: a password, or what is no protection of an entry. */
    static boolean hasPassword(KeyStore.ProtectionParameter protection) {
        return protection instanceof KeyringProtection ours ? ours.password().isPresent() : protection != null;
    }

    /** As {@link #password}, and refuses to seem to encrypt by an algorithm that would not be used. */
    static char[] passwordForWriting(KeyStore.ProtectionParameter protection) throws KeyStoreException {
        if (protection instanceof KeyStore.PasswordProtection password && password.getProtectionAlgorithm() != null) {
            throw new KeyStoreException("Protection by " + password.getProtectionAlgorithm()
                    + " is not supported: entries are encrypted with scrypt and AES-256 (PBES2). Give a"
                    + " PasswordProtection without an algorithm");
        }
        try {
            return password(protection);
        } catch (UnrecoverableEntryException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    /** Whether the kernel is to hold the key, whatever the settings have. */
    static boolean isKernelHeld(KeyStore.ProtectionParameter protection) {
        return protection instanceof KeyringProtection ours && ours.isKernelHeld();
    }

    /** A certificate is no secret, and a password that protects nothing would seem to. */
    static void requireNoPassword(char[] password) throws KeyStoreException {
        if (password != null) {
            throw new KeyStoreException("a trusted certificate cannot be protected by a password; give null");
        }
    }
}
