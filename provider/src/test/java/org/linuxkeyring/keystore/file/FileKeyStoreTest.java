package org.linuxkeyring.keystore.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;

/** What decides whose keystore a file is, and what passes through unchanged. */
class FileKeyStoreTest {
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\n";

    private final Provider files = new LinuxKeyringFilesProvider();
    private ScratchKeyring scratch;

    @BeforeEach
    void openScratch() throws Exception {
        scratch = ScratchKeyring.of(Backend.MEMORY);
        scratch.keyStore().setKeyEntry("token", new SecretKeySpec(new byte[16], "AES"), null, null);
    }

    @AfterEach
    void closeScratch() {
        scratch.close();
    }

    private byte[] reference(String... more) {
        return (FIRST_LINE + "keyring=" + scratch.serial() + "\nbackend=memory\n" + String.join("\n", more))
                .getBytes(UTF_8);
    }

    private KeyStore loaded(String type, byte[] content) throws Exception {
        KeyStore store = KeyStore.getInstance(type, files);
        store.load(new ByteArrayInputStream(content), "changeit".toCharArray());
        return store;
    }

    private static byte[] file(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("ca", TestCertificates.root());
        return stored(store);
    }

    private static byte[] stored(KeyStore store) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, "changeit".toCharArray());
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "pkcs12", "JKS", "jks"})
    void aReferenceIsItsKeyring(String type) throws Exception {
        KeyStore store = loaded(type, reference());

        assertSame(files, store.getProvider());
        assertTrue(store.isKeyEntry("token"));
        assertTrue(KeyringKeyStore.of(store).info("token").isPresent());
    }

    /** The JDK's types read each other's files, unless keystore.type.compat says otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aFileOfEitherTypeIsTheJdks(String type) throws Exception {
        for (String written : new String[] {"PKCS12", "JKS"}) {
            KeyStore store = loaded(type, file(written));

            assertTrue(store.isCertificateEntry("ca"));
            assertThrows(IllegalArgumentException.class, () -> KeyringKeyStore.of(store));
        }
    }

    @Test
    void fromNoStreamAndBackToAFileIsTheJdks() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS", files);
        store.load(null, null);
        store.setCertificateEntry("ca", TestCertificates.root());
        KeyStore again = KeyStore.getInstance("JKS", "SUN");
        again.load(new ByteArrayInputStream(stored(store)), "changeit".toCharArray());

        assertTrue(again.isCertificateEntry("ca"));
    }

    @Test
    void aReferenceIsStoredAsItWasRead() throws Exception {
        byte[] reference = reference("callout=help", "# a remark", "");
        KeyStore store = loaded("PKCS12", reference);
        X509Certificate root = TestCertificates.root();
        store.setCertificateEntry("ca", root);

        assertArrayEquals(reference, stored(store));
        assertEquals(root, scratch.keyStore().getCertificate("ca"));
    }

    /** What a buffered stream has is flushed. */
    @Test
    void storingAReferenceWritesItAndTheChangesThatWaitedForIt() throws Exception {
        byte[] reference = reference("writes=on-store");
        KeyStore store = loaded("PKCS12", reference);
        store.setCertificateEntry("ca", TestCertificates.root());
        assertFalse(scratch.keyStore().containsAlias("ca"));

        ByteArrayOutputStream written = new ByteArrayOutputStream();
        store.store(new BufferedOutputStream(written), "changeit".toCharArray());

        assertArrayEquals(reference, written.toByteArray());
        assertTrue(scratch.keyStore().containsAlias("ca"));
    }

    /** Sealed entries that are not looked at cannot be brought up to date; without a stream nothing is written. */
    @Test
    void aReferenceWithSealedEntriesIsNotWritten() throws Exception {
        byte[] sealed = reference(
                "-----BEGIN LINUXKEYRING SEALED ENTRIES-----", "AA==", "-----END LINUXKEYRING SEALED ENTRIES-----");
        KeyStore store = loaded("PKCS12", sealed);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        String message = assertThrows(IOException.class, () -> store.store(written, null))
                .getMessage();

        assertTrue(message.contains("Name the type LINUXKEYRING"), message);
        assertEquals(0, written.size());
        store.store(null, null);
    }

    /** As keytool -storepasswd does with a keystore of type PKCS12. */
    @Test
    void theSameKeySetUnderThePasswordOfTheFileStaysWithoutOne() throws Exception {
        KeyStore store = loaded("PKCS12", reference());
        Key token = store.getKey("token", "any".toCharArray());

        store.setKeyEntry("token", token, "changeit".toCharArray(), null);
        store.setEntry(
                "token",
                new KeyStore.SecretKeyEntry((SecretKey) token),
                new KeyStore.PasswordProtection("changeit".toCharArray()));
        assertEquals(token, scratch.keyStore().getKey("token", null));

        Key another = new SecretKeySpec(new byte[32], "AES");
        store.setKeyEntry("token", another, "changeit".toCharArray(), null);
        assertThrows(UnrecoverableKeyException.class, () -> scratch.keyStore().getKey("token", null));
        assertEquals(another, scratch.keyStore().getKey("token", "changeit".toCharArray()));
    }

    /** A server may store what it was loaded from under another name, or reload. */
    @Test
    void whatIsLoadedLastCounts() throws Exception {
        KeyStore store = loaded("PKCS12", reference());
        store.load(new ByteArrayInputStream(file("PKCS12")), "changeit".toCharArray());
        assertFalse(store.containsAlias("token"));
        assertFalse(new String(stored(store), UTF_8).startsWith("#"));

        byte[] bad = reference("colour=red");
        assertThrows(IOException.class, () -> store.load(new ByteArrayInputStream(bad), null));
        assertTrue(store.containsAlias("ca"));
    }

    /** Whoever handed in the file chose the keyring; it makes none. */
    @Test
    void aReferenceMakesNoKeyring() {
        byte[] missing = (FIRST_LINE + "keyring=" + scratch.serial() + "/missing\nbackend=memory\ncreate=true\n")
                .getBytes(UTF_8);
        String message =
                assertThrows(IOException.class, () -> loaded("PKCS12", missing)).getMessage();

        assertTrue(message.contains("does not exist"), message);
        assertTrue(
                message.endsWith("A file whose type was recognised makes none: name the type LINUXKEYRING"), message);
    }

    @Test
    void aFileOfUnknownTypeIsRecognised(@TempDir Path folder) throws Exception {
        Path reference = Files.write(folder.resolve("reference"), reference());
        Path jks = Files.write(folder.resolve("jks"), file("JKS"));
        Security.insertProviderAt(files, 1);
        try {
            KeyStore ours = KeyStore.getInstance(reference.toFile(), new char[0]);
            KeyStore jdks = KeyStore.getInstance(jks.toFile(), "changeit".toCharArray());

            assertTrue(ours.containsAlias("token"));
            assertTrue(jdks.containsAlias("ca"));
            assertEquals("JKS", jdks.getType());
            assertThrows(
                    IOException.class,
                    () -> KeyStore.getInstance(reference.toFile(), (KeyStore.LoadStoreParameter) null));
        } finally {
            Security.removeProvider(files.getName());
        }
        assertThrows(KeyStoreException.class, () -> KeyStore.getInstance(reference.toFile(), new char[0]));
    }

    @Test
    void aTypeThatNoOtherProviderHasIsNotThere() {
        KeyStoreException refused = assertThrows(KeyStoreException.class, () -> KeyStore.getInstance("BCFKS", files));

        assertTrue(refused.getCause() instanceof NoSuchAlgorithmException, refused::toString);
    }

    @Test
    void aTypeThatBouncyCastleHasIsPassedOn() throws Exception {
        Provider bouncyCastle = new BouncyCastleProvider();
        Security.addProvider(bouncyCastle);
        try {
            assertTrue(loaded("BCFKS", reference()).containsAlias("token"));
            assertTrue(loaded("BCFKS", file("BCFKS")).containsAlias("ca"));
        } finally {
            Security.removeProvider(bouncyCastle.getName());
        }
    }

    /** KeyStoreSpi has the method since JDK 18; before, the JDK's own keystores show no attributes. */
    @Test
    void attributesComeFromWhoeverHasTheEntry() throws Exception {
        FileKeyStore store =
                (FileKeyStore) files.getService("KeyStore", "PKCS12").newInstance(null);
        store.engineLoad(new ByteArrayInputStream(reference()), null);
        assertFalse(store.engineGetAttributes("token").isEmpty());

        store.engineLoad(new ByteArrayInputStream(file("PKCS12")), "changeit".toCharArray());
        assertEquals(
                Runtime.version().feature() < 18,
                store.engineGetAttributes("ca").isEmpty());
    }
}
