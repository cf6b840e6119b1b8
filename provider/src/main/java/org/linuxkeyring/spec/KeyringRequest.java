package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.security.Provider;

/**
 * The protection parameter by which {@link KeyringKeyStore#of} asks a keystore for its implementation. KeyStore hides
 * the implementation, but passes on unseen what {@code getEntry} takes and returns. Applications have no use for this
 * class and cannot make an object of it.
 */
public final class KeyringRequest implements KeyStore.ProtectionParameter {
    static final KeyringRequest KEY_STORE = new KeyringRequest();

    private static final String PROVIDER = "LinuxKeyring";

    /** The provider whose keystores of any type may be a keyring. */
    private static final String FILES_PROVIDER = "LinuxKeyringFiles";

    private KeyringRequest() {}

    /**
     * Returns whether the keystore's class, type and provider say that it is of this provider; another keystore might
     * take the request for the protection of an entry.
     */
    static boolean mayBeAnsweredBy(KeyStore keyStore) {
        Provider provider = keyStore.getProvider();
        return keyStore.getClass() == KeyStore.class
                && provider != null
                && (provider.getName().equals(FILES_PROVIDER)
                        || provider.getName().equals(PROVIDER)
                                && KeyringKeyStore.TYPE.equalsIgnoreCase(keyStore.getType()));
    }

    static IllegalArgumentException refused(KeyStore keyStore) {
        Provider provider = keyStore.getProvider();
        return new IllegalArgumentException("This is a keystore of type " + keyStore.getType() + " and class "
                + keyStore.getClass().getName() + ", of "
                + (provider == null ? "no provider" : "provider " + provider.getName())
                + ". Give one that KeyStore.getInstance(\"" + KeyringKeyStore.TYPE + "\") returned");
    }
}
