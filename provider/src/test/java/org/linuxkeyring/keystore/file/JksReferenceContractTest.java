package org.linuxkeyring.keystore.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.testing.TestCertificates;

/** The contract on a keyring that is loaded as JKS, which takes the way of PKCS12 once more. */
@Tag("slow")
class JksReferenceContractTest extends ReferenceContract {
    JksReferenceContractTest() {
        super("JKS");
    }

    @Test
    @Override
    @DisplayName("LinuxKeyringFiles recognises every reference as PKCS12")
    public void aStoredFileIsRecognisedByItsContent(@TempDir Path directory) throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("ca", TestCertificates.root());
        Path file = Files.write(directory.resolve("stored"), stored(keyStore));

        KeyStore recognised = KeyStore.getInstance(file.toFile(), new char[0]);
        assertEquals("PKCS12", recognised.getType());
        assertEquals(1, recognised.size());
    }
}
