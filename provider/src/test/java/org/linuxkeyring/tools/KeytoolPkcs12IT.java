package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.tools.Keytool.STORE_PASSWORD;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PKCS12Attribute;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;

/** {@code keytool -importkeystore} brings PKCS#12 files into keyrings and back. */
class KeytoolPkcs12IT extends OnEachKeytool {
    private static final String FILE_PASSWORD = "rubber-duck";
    private static final Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 3);
    private static final SecretKey SECRET =
            new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "AES");

    /** An object identifier of ISO 6523's example arc, which no tool knows. */
    private static final PKCS12Attribute ATTRIBUTE = new PKCS12Attribute("2.999.1", "kept");

    KeytoolPkcs12IT(Jdk jdk) {
        super(jdk);
    }

    private static void fill(KeyStore store, String password) throws Exception {
        PasswordProtection protection = new PasswordProtection(password.toCharArray());
        store.setEntry("web", new PrivateKeyEntry(PAIR.getPrivate(), CHAIN, Set.of(ATTRIBUTE)), protection);
        store.setEntry("aes", new KeyStore.SecretKeyEntry(SECRET), protection);
        store.setCertificateEntry("root", TestCertificates.root());
    }

    private static void assertFilled(KeyStore store, String password) throws Exception {
        PasswordProtection protection = new PasswordProtection(password.toCharArray());
        PrivateKeyEntry web = (PrivateKeyEntry) store.getEntry("web", protection);
        assertEquals(PAIR.getPrivate(), web.getPrivateKey());
        assertArrayEquals(CHAIN, web.getCertificateChain());
        assertTrue(web.getAttributes().contains(ATTRIBUTE));
        assertEquals(SECRET, store.getKey("aes", password.toCharArray()));
        assertTrue(store.isCertificateEntry("root"));
        assertEquals(TestCertificates.root(), store.getCertificate("root"));
        assertEquals(3, store.size());
    }

    private Path pkcs12() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        fill(store, FILE_PASSWORD);
        Path file = file("in.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, FILE_PASSWORD.toCharArray());
        }
        return file;
    }

    private static Outcome importInto(Keytool keytool, Object keyStore, Path pkcs12, String more) {
        String command = "-importkeystore -noprompt -srckeystore %s -srcstorepass %s"
                + " -destkeystore %s -deststoretype LINUXKEYRING -deststorepass %s" + more;
        return Keytool.clean(keytool.child(command, pkcs12, FILE_PASSWORD, keyStore, STORE_PASSWORD)
                .run());
    }

    private Path exportOf(Path reference, String more) {
        Path pkcs12 = file("out.p12");
        String command = "-importkeystore -noprompt -srckeystore %s -srcstoretype LINUXKEYRING -srcstorepass %s"
                + " -destkeystore %s -deststoretype PKCS12 -deststorepass %s" + more;
        Keytool.clean(keytoolWithoutSettings()
                .child(command, reference, STORE_PASSWORD, pkcs12, FILE_PASSWORD)
                .run());
        return pkcs12;
    }

    private static KeyStore load(Path pkcs12) throws Exception {
        return KeyStore.getInstance(pkcs12.toFile(), FILE_PASSWORD.toCharArray());
    }

    private String reference() {
        return "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\nkeyring="
                + scratch().serial() + "\n";
    }

    /** keytool protects each copy like its original: the password of the destination keystore opens none. */
    @Test
    void aFileIsImportedWholeUnderItsOwnPassword() throws Exception {
        String said = importInto(keytool(), "NONE", pkcs12(), "").err();

        assertTrue(said.contains("3 entries successfully imported, 0 entries failed"), said);
        assertFilled(keyStore(), FILE_PASSWORD);
        assertThrows(UnrecoverableKeyException.class, () -> key("web", STORE_PASSWORD));
    }

    @Test
    void withPasswordsIgnoredAFileIsImportedUnderNone() throws Exception {
        Path settings = file("ignoring", "keyring=" + scratch().serial() + "\npasswords=ignore\n");
        importInto(keytoolWithoutSettings().configuredBy(settings), "NONE", pkcs12(), "");

        assertEquals(PAIR.getPrivate(), keyStore().getKey("web", null));
    }

    @Test
    void anEntryIsImportedUnderAnotherAliasAndKeyPassword() throws Exception {
        importInto(keytool(), "NONE", pkcs12(), " -srcalias web -destalias shop -destkeypass " + KEY_PASSWORD);

        assertEquals(Set.of("shop"), Set.copyOf(Collections.list(keyStore().aliases())));
        assertEquals(PAIR.getPrivate(), key("shop", KEY_PASSWORD));
        assertArrayEquals(CHAIN, keyStore().getCertificateChain("shop"));
    }

    @Test
    void aReferenceFileThatIsThereStaysAsItIs() throws Exception {
        Path file = file("shop.properties", reference());
        importInto(keytoolWithoutSettings(), file, pkcs12(), "");

        assertEquals(reference(), Files.readString(file));
        assertFilled(keyStore(), FILE_PASSWORD);
    }

    @Test
    void aReferenceFileThatIsNotThereIsWrittenAndKnownByItsFirstLineWhereThatIsTurnedOn() throws Exception {
        Path file = file("new.properties");
        importInto(keytool(), file, pkcs12(), "");
        assertEquals(reference(), Files.readString(file));

        String listing = Keytool.clean(keytoolWithoutSettings()
                        .child("-J-Dlinuxkeyring.probe=true -list -keystore %s -storepass %s", file, STORE_PASSWORD)
                        .run())
                .out();
        assertTrue(listing.contains("Keystore type: LINUXKEYRING") && listing.contains("contains 3 entries"), listing);
    }

    @Test
    void theEntriesOfAReferenceFileAreExported() throws Exception {
        fill(keyStore(), STORE_PASSWORD);

        assertFilled(load(exportOf(file("shop.properties", reference()), "")), FILE_PASSWORD);
    }

    /**
     * Otherwise keytool has no password for the copy, and PKCS#12 requires one, as it requires the name of an
     * algorithm.
     */
    @Test
    void anEntryWithoutAPasswordIsExportedUnderTheKeyPasswordThatIsGiven() throws Exception {
        scratch().add("user", "token", SECRET.getEncoded());
        Path file = exportOf(
                file("shop.properties", reference() + "raw.algorithm=AES\n"),
                " -srcalias token -destkeypass " + FILE_PASSWORD);

        assertEquals(SECRET, load(file).getKey("token", FILE_PASSWORD.toCharArray()));
    }

    @Test
    void opensslReadsWhatIsExported() throws Exception {
        assumeTrue(Programs.work(List.of("openssl", "version")), "openssl is not installed");
        fill(keyStore(), STORE_PASSWORD);
        Path file = exportOf(file("shop.properties", reference()), "");

        String pem = Child.of("openssl", "pkcs12", "-in", file.toString(), "-nodes", "-passin", "pass:" + FILE_PASSWORD)
                .run()
                .succeeded()
                .out();
        assertEquals(
                List.of(PAIR.getPrivate()),
                blocks(pem, "PRIVATE KEY").stream()
                        .map(KeytoolPkcs12IT::privateKey)
                        .toList());
        Set<Certificate> expected = Set.of(CHAIN);
        assertEquals(
                expected,
                blocks(pem, "CERTIFICATE").stream()
                        .map(KeytoolPkcs12IT::certificate)
                        .collect(Collectors.toSet()));
        assertTrue(pem.contains("friendlyName: aes"), pem);
    }

    private static List<byte[]> blocks(String pem, String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END")
                .matcher(pem)
                .results()
                .map((MatchResult block) -> Base64.getMimeDecoder().decode(block.group(1)))
                .toList();
    }

    private static Object privateKey(byte[] der) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Certificate certificate(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
