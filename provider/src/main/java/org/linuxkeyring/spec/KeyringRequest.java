package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.security.Provider;

/**
 * What {@link KeyringKeyStore#of} asks a keystore with. KeyStore hides the class behind it, and hands through unseen
 * what {@code getEntry} takes and returns. Of no use to applications, which cannot make one.
 */
public final class KeyringRequest implements KeyStore.ProtectionParameter {
    static final KeyringRequest KEY_STORE = new KeyringRequest();

    private static final String PROVIDER = "LinuxKeyring";

    private KeyringRequest() {}

    /** Whether a keystore is one of ours by all it shows: others might take the question for an entry's. */
    static boolean mayBeAnsweredBy(KeyStore keyStore) {
        Provider provider = keyStore.getProvider();
        return keyStore.getClass() == KeyStore.class
                && KeyringKeyStore.TYPE.equalsIgnoreCase(keyStore.getType())
                && provider != null
                && provider.getName().equals(PROVIDER);
    }

    static IllegalArgumentException refused(KeyStore keyStore) {
        Provider provider = keyStore.getProvider();
        return new IllegalArgumentException("This is a keystore of type " + keyStore.getType() + " and class "
                + keyStore.getClass().getName() + ", of "
                + (provider == null ? "no provider" : "provider " + provider.getName())
                + ". Give one that KeyStore.getInstance(\"" + KeyringKeyStore.TYPE + "\") returned");
    }
}
