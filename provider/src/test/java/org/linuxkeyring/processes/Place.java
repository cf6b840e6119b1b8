package org.linuxkeyring.processes;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;

/**
 * The keyring in which changes are made.
 *
 * @param opener opens the keystores by which they are made
 * @param store the keystore of that keyring
 * @param suffix the end of each alias, so that two victims use different entries
 */
record Place(int keyring, Opener opener, KeyStore store, Contents contents, String suffix) {
    static final Provider PROVIDER = new LinuxKeyringProvider();

    /** A way to open a keystore. */
    @FunctionalInterface
    interface Opener {
        KeyStore open(KeyringLoadStoreParameter settings) throws GeneralSecurityException, IOException;
    }

    static Place of(int keyring, Contents contents, String suffix) throws GeneralSecurityException, IOException {
        return of(keyring, Place::open, contents, suffix);
    }

    static Place of(int keyring, Opener opener, Contents contents, String suffix)
            throws GeneralSecurityException, IOException {
        KeyStore store = opener.open(settings(keyring).build());
        return new Place(keyring, opener, store, contents, suffix);
    }

    private static KeyStore open(KeyringLoadStoreParameter settings) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", PROVIDER);
        store.load(settings);
        return store;
    }

    private static KeyringLoadStoreParameter.Builder settings(int keyring) {
        return KeyringLoadStoreParameter.builder().keyring(Integer.toString(keyring));
    }

    /** Returns settings that name the keyring. */
    KeyringLoadStoreParameter.Builder settings() {
        return settings(keyring);
    }

    /** Returns a keystore of another keyring. */
    KeyStore at(int other) throws GeneralSecurityException, IOException {
        return opener.open(settings(other).build());
    }

    /** Returns the path of a keyring below. */
    KeyringPath below(String name) {
        return KeyringPath.of(keyring + "/" + name);
    }
}
