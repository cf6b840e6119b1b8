package org.linuxkeyring.keystore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Keystores of this project's type that are opened on a port of the test's own. */
public final class KeyStoreOn {
    private KeyStoreOn() {}

    /** Returns a loaded keystore, all of whose calls to the kernel go through the port. */
    public static KeyStore open(Keyctl keyctl, KeyringLoadStoreParameter settings)
            throws IOException, GeneralSecurityException {
        return open(keyctl, settings.settings(), Optional.empty());
    }

    /** Returns a keystore that is loaded from a file, all of whose calls to the kernel go through the port. */
    public static KeyStore load(Keyctl keyctl, byte[] file) throws IOException, GeneralSecurityException {
        SealedText text;
        try {
            text = SealedText.read(new ByteArrayInputStream(file));
        } catch (KeyringException e) {
            throw new IOException("LINUXKEYRING keystore cannot be loaded: " + e.getMessage(), e);
        }
        Map<String, String> settings = Reference.parse(text.reference().readAllBytes());
        return open(keyctl, settings, text.sealed());
    }

    private static KeyStore open(Keyctl keyctl, Map<String, String> settings, Optional<byte[]> file)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).build());
        try {
            KeyStoreEntries entries = KeyStoreOpening.open(Settings.of(List.of(settings)), keyctl, file);
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
