package org.linuxkeyring.keystore;

import java.io.IOException;
import java.lang.reflect.Field;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Keystores of this project's type that are opened on a port of the test's own. */
public final class KeyStoreOn {
    private KeyStoreOn() {}

    /** Returns a loaded keystore, all of whose calls to the kernel go through the port. */
    public static KeyStore open(Keyctl keyctl, KeyringLoadStoreParameter settings)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).build());
        try {
            KeyStoreEntries entries = KeyStoreOpening.open(Settings.of(List.of(settings.settings())), keyctl);
            Field field = LinuxKeyringKeyStore.class.getDeclaredField("entries");
            field.setAccessible(true);
            field.set(KeyringKeyStore.of(store), entries);
            return store;
        } catch (KeyringException e) {
            throw new IOException("LINUXKEYRING keystore cannot be loaded: " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
