package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;

/** What the running kernel has. */
final class Keyrings {
    private Keyrings() {}

    /** Why the running kernel cannot be used; empty if it can. */
    static Optional<String> refusal() {
        try {
            OpenBackend.of(Backend.KERNEL);
            return Optional.empty();
        } catch (KeyringException refused) {
            return Optional.of(refused.getMessage());
        }
    }

    static void assumeUsable() {
        refusal().ifPresent(reason -> abort(reason));
    }

    static boolean holdPrivateKeys() {
        return new KeyTypeProbe(OpenBackend.of(Backend.KERNEL)).parsesPkcs8();
    }

    static void assertMissing(String keyring) throws GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        byte[] reference = ("create=false\nkeyring=" + keyring).getBytes(StandardCharsets.UTF_8);
        IOException missing =
                assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(reference), null));
        assertTrue(missing.getMessage().contains("does not exist"), missing.getMessage());
    }
}
