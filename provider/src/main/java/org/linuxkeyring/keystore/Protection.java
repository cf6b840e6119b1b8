package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableEntryException;
import org.linuxkeyring.spec.KeyringProtection;

/** The parts of a {@code ProtectionParameter} beside its {@link org.linuxkeyring.keystore.settings.EntryPolicy}. */
final class Protection {
    private Protection() {}

    /**
     * Returns the password of a protection parameter; null if there is none.
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

    /**
     * Returns whether there is a protection beside the policy: a password, or a parameter that is no
     * {@code KeyringProtection}.
     */
    static boolean hasPassword(KeyStore.ProtectionParameter protection) {
        return protection instanceof KeyringProtection ours ? ours.password().isPresent() : protection != null;
    }

    /**
     * Returns the same as {@link #password}, but refuses a protection algorithm. The entry would seem to be encrypted
     * by an algorithm that is not used.
     */
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

    /** Returns whether the parameter has the kernel hold the key, whatever the settings say. */
    static boolean isKernelHeld(KeyStore.ProtectionParameter protection) {
        return protection instanceof KeyringProtection ours && ours.isKernelHeld();
    }

    /**
     * Requires that a trusted certificate is given no password. A certificate is no secret, and the password would seem
     * to protect an entry that it does not protect.
     */
    static void requireNoPassword(char[] password) throws KeyStoreException {
        if (password != null) {
            throw new KeyStoreException("a trusted certificate cannot be protected by a password; give null");
        }
    }
}
