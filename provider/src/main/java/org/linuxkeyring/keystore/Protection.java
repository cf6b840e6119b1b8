package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableEntryException;

/** The password in a ProtectionParameter, the only protection that a readable entry can have. */
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
        if (protection instanceof KeyStore.PasswordProtection password) {
            return password.getPassword();
        }
        throw new UnrecoverableEntryException("unsupported protection parameter "
                + protection.getClass().getName() + ": give a PasswordProtection or null");
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

    /** A certificate is no secret, and a password that protects nothing would seem to. */
    static void requireNoPassword(char[] password) throws KeyStoreException {
        if (password != null) {
            throw new KeyStoreException("a trusted certificate cannot be protected by a password; give null");
        }
    }
}
