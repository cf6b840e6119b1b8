package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Backend;

/** What the running kernel has. */
final class Keyrings {
    private Keyrings() {}

    static void assumeUsable() {
        try {
            Backend.KERNEL.open();
        } catch (KeyringException refused) {
            assumeTrue(false, refused.getMessage());
        }
    }

    static boolean usable() {
        try {
            Backend.KERNEL.open();
            return true;
        } catch (KeyringException refused) {
            return false;
        }
    }

    static void assertMissing(String keyring) throws GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        byte[] reference = ("create=false\nkeyring=" + keyring).getBytes(StandardCharsets.UTF_8);
        IOException missing =
                assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(reference), null));
        assertTrue(missing.getMessage().contains("does not exist"), missing.getMessage());
    }
}
