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
import org.linuxkeyring.spec.Seal;

/** Keystores with the setting {@code seal}, on a kernel that is rebooted. */
abstract class OnSealedKeyStores {
    static final SecretKey KEY = new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "AES");

    static final char[] PASSWORD = {'p'};

    final SealingKernel kernel = new SealingKernel();

    static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().keyring("@u/shop").seal(Seal.of("trusted"));
    }

    KeyStore opened() throws IOException, GeneralSecurityException {
        return KeyStoreOn.open(kernel.keyctl(), settings().build());
    }

    static byte[] stored(KeyStore store) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, null);
        return file.toByteArray();
    }

    KeyStore afterReboot(byte[] file) throws IOException, GeneralSecurityException {
        return KeyStoreOn.load(kernel.reboot().keyctl(), file);
    }

    static String refusal(Executable load) {
        return assertThrows(IOException.class, load).getMessage();
    }
}
