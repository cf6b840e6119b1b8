package org.linuxkeyring.keystore.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;

/** A JVM whose default keystore type is LINUXKEYRING goes on reading the JDK's files. */
class DefaultTypeKeyStoreTest {
    private static final String PROPERTY = "keystore.type";

    private final String type = Security.getProperty(PROPERTY);
    private ScratchKeyring scratch;

    @BeforeEach
    void makeTheTypeTheDefault() throws Exception {
        scratch = ScratchKeyring.of(Backend.MEMORY);
        scratch.keyStore().setCertificateEntry("ca", TestCertificates.root());
        Security.setProperty(PROPERTY, "linuxkeyring");
    }

    @AfterEach
    void restore() {
        Security.setProperty(PROPERTY, type);
        scratch.close();
    }

    private static KeyStore loaded(byte[] content) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(new ByteArrayInputStream(content), "changeit".toCharArray());
        return store;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void filesAreTheJdks(String written) throws Exception {
        KeyStore file = KeyStore.getInstance(written);
        file.load(null, null);
        file.setCertificateEntry("file", TestCertificates.root());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.store(out, "changeit".toCharArray());
        KeyStore store = loaded(out.toByteArray());

        assertTrue(store.isCertificateEntry("file"));
        assertThrows(IllegalArgumentException.class, () -> KeyringKeyStore.of(store));
        Security.setProperty(PROPERTY, type);
        assertThrows(IOException.class, () -> loaded(out.toByteArray()));
    }

    @Test
    void aReferenceIsItsKeyring() throws Exception {
        KeyStore store = loaded(("keyring=" + scratch.serial() + "\nbackend=memory\n").getBytes(UTF_8));

        assertTrue(store.isCertificateEntry("ca"));
        assertTrue(KeyringKeyStore.of(store).info("ca").isPresent());
    }

    @Test
    void aParameterAndNoStreamAreKeyrings() throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(scratch.settings().build());
        assertEquals(1, store.size());

        System.setProperty("linuxkeyring.backend", "memory");
        System.setProperty("linuxkeyring.keyring", Integer.toString(scratch.serial()));
        try {
            KeyStore fromNoStream = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            fromNoStream.load(null, null);
            assertEquals(1, fromNoStream.size());
            assertFalse(loaded(new byte[0]).isKeyEntry("ca"));
        } finally {
            System.clearProperty("linuxkeyring.backend");
            System.clearProperty("linuxkeyring.keyring");
        }
    }

    @Test
    void aReferenceIsRecognisedWhereThatIsAskedFor() throws Exception {
        byte[] reference = "# LINUXKEYRING keystore: a reference to a keyring\n".getBytes(UTF_8);
        assertFalse(recognises(reference));
        System.setProperty("linuxkeyring.probe", "true");
        try {
            assertTrue(recognises(reference));
            assertFalse(recognises(new byte[] {0x30, 0}));
        } finally {
            System.clearProperty("linuxkeyring.probe");
        }
    }

    private static boolean recognises(byte[] file) throws Exception {
        KeyStoreSpi store = (KeyStoreSpi) new LinuxKeyringProvider()
                .getService("KeyStore", "LINUXKEYRING")
                .newInstance(null);
        return store.engineProbe(new ByteArrayInputStream(file));
    }

    @Test
    void aFirstByteOfZeroBelongsToTheFile() {
        assertThrows(IOException.class, () -> loaded("\0backend=memory\n".getBytes(UTF_8)));
    }

    @Test
    void whatIsNeitherIsRefused() {
        String message = assertThrows(IOException.class, () -> loaded("nonsense".getBytes(UTF_8)))
                .getMessage();
        assertTrue(message.contains("Unknown setting 'nonsense'"), message);
    }
}
