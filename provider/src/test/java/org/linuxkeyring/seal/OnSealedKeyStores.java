package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Keystores with the setting {@code seal}, on a kernel that is rebooted. */
abstract class OnSealedKeyStores {
    static final SecretKey KEY = new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "AES");

    static final char[] PASSWORD = {'p'};

    /** Returns the machine of this test. */
    abstract SealingMachine machine();

    KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder()
                .keyring(machine().keyring())
                .seal(machine().seal());
    }

    KeyStore opened() throws IOException, GeneralSecurityException {
        return opened(settings());
    }

    KeyStore opened(KeyringLoadStoreParameter.Builder settings) throws IOException, GeneralSecurityException {
        return KeyStoreOn.open(machine().keyctl(), settings.build());
    }

    static byte[] stored(KeyStore store) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, null);
        return file.toByteArray();
    }

    KeyStore afterReboot(byte[] file) throws IOException, GeneralSecurityException {
        machine().reboot();
        return KeyStoreOn.load(machine().keyctl(), file);
    }

    static String refusal(Executable load) {
        return assertThrows(IOException.class, load).getMessage();
    }
}
