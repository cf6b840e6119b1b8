package org.linuxkeyring.keystore;

import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.mock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
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

/** Keystores of this project's type that are opened on a port of the test's own, and wrappers of such keystores. */
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

    /** Returns the SPI of a wrapper that passes on what the keystore answers; a test may stub its answers. */
    public static KeyStoreSpi passingOn(KeyStore keyStore) throws IOException, GeneralSecurityException {
        KeyStoreSpi spi = mock(KeyStoreSpi.class, delegatesTo(KeyringKeyStore.of(keyStore)));
        doNothing().when(spi).engineLoad(null, (char[]) null);
        return spi;
    }

    /** Returns a loaded keystore of another type with this SPI. */
    public static KeyStore ofAnotherType(KeyStoreSpi spi) throws IOException, GeneralSecurityException {
        KeyStore wrapper = new KeyStore(spi, new LinuxKeyringProvider(), "Wrapped") {};
        wrapper.load(null, null);
        return wrapper;
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
