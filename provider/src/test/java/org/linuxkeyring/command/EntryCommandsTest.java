package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What people do with entries: list, import, export, remove, timeout. */
class EntryCommandsTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();
    private static final PrivateKey KEY = TestKeys.pair("RSA").getPrivate();
    private static final Certificate[] CHAIN =
            TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 2);

    @TempDir
    private Path folder;

    private ScratchKeyring keyring;
    private KeyStore store;
    private CommandRun command;
    private String serial;

    @BeforeEach
    void makeKeyring() throws Exception {
        keyring = ScratchKeyring.of(Backend.MEMORY);
        store = keyring.keyStore();
        serial = Integer.toString(keyring.serial());
        command = new CommandRun(keyring::keyctl, Backend.MEMORY).typing(new String(PASSWORD));
    }

    @AfterEach
    void removeKeyring() {
        keyring.close();
    }

    @Test
    void listTellsAliasKindAlgorithmDaysExpiryMaskAndSubject() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        store.setKeyEntry("token", new SecretKeySpec(new byte[32], "AES"), null, null);
        store.setCertificateEntry("root", TestCertificates.root());

        assertEquals(0, command.run("list", serial));

        assertEquals(5, command.out().lines().count(), command.out());
        assertLine("web +key +RSA 2048 +0 days +never +alswrv-----v------------ +CN=leaf .*");
        assertLine("token +secret +AES 256 +- +never +alswrv-----v------------");
        assertLine("root +certificate +EC secp256r1 +0 days +never +alswrv-----v------------ +CN=root");
    }

    @Test
    void listShowsAnEntryThatTakesAPassword() throws Exception {
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);
        store.setKeyEntry("token", new SecretKeySpec(new byte[32], "AES"), PASSWORD, null);

        assertEquals(0, command.run("list", serial));

        assertLine("web +key +RSA 2048 .*");
        assertLine("token .* +\\? .*password.*");
    }

    @Test
    void listGoesOnAfterAMalformedEntryAndObeysNoAlias() throws Exception {
        keyring.add("user", "broken", ScratchKeyring.bytes("-----BEGIN CERTIFICATE-----\n!\n"));
        keyring.add("user", "a\u001b[2Jb", ScratchKeyring.bytes("secret"));

        assertEquals(0, command.run("list", serial));

        assertLine("broken +unreadable .*");
        assertLine("a\\\\u001b\\[2Jb +secret +RAW 48 .*");
        assertFalse(command.out().contains("\u001b"), command.out());
    }

    @Test
    void listAndTimeoutTakeAKeyThatTheKernelHolds() {
        keyring.add("logon", "app:token", ScratchKeyring.bytes("secret"));

        assertEquals(0, command.run("timeout", serial, "%logon:app:token", "30m"), command.err());
        assertEquals(0, command.run("list", serial));

        assertLine("%logon:app:token +kernel-held +RAW +- +in (30|29|28) min .*");
    }

    @Test
    void listPrintsJsonForPrograms() throws Exception {
        store.setKeyEntry("a \"quoted\" \u9375", new SecretKeySpec(new byte[32], "AES"), null, null);
        assertEquals(0, command.run("list", serial, "--json"));
        String key = Integer.toString(keyring.links()[0]);
        String name = text(keyring.keyctl().describe(keyring.serial())).split(";")[4];
        assertEquals(
                "[\n  {\"alias\": \"a \\\"quoted\\\" \\u9375\", \"kind\": \"secret\", \"algorithm\": \"AES 256\","
                        + " \"permissions\": \"0x3f010000\", \"serial\": " + key + ", \"keyring\": \"" + name
                        + "\", \"keyringSerial\": " + serial + "}\n]\n",
                command.out());
    }

    @Test
    void listOfNothingIsAnEmptyArray() {
        assertEquals(0, command.run("list", serial, "--json"));
        assertEquals("[]\n", command.out());
    }

    @ParameterizedTest
    @CsvSource({"PKCS12, server.p12", "JKS, server.jks"})
    void importTakesAKeystore(String type, String name) throws Exception {
        Path file = keyStore(type, name, "web");

        assertEquals(0, command.run("import", file.toString(), "--keyring", serial), command.err());

        assertEquals("imported 'web'\n", command.out());
        assertArrayEquals(KEY.getEncoded(), store.getKey("web", null).getEncoded());
        assertArrayEquals(CHAIN, store.getCertificateChain("web"));
    }

    @Test
    void importTakesAPemFileUnderItsName() throws Exception {
        Path file = Files.writeString(
                folder.resolve("server.pem"),
                pem("CERTIFICATE", CHAIN[0].getEncoded()) + pem("PRIVATE KEY", KEY.getEncoded()));

        assertEquals(0, command.run("import", file.toString(), "--keyring", serial), command.err());

        assertArrayEquals(KEY.getEncoded(), store.getKey("server", null).getEncoded());
        assertEquals(CHAIN[0], store.getCertificate("server"));
    }

    @Test
    void importDecryptsAPemFile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("server.pem"),
                pem("CERTIFICATE", CHAIN[0].getEncoded())
                        + pem("ENCRYPTED PRIVATE KEY", TestKeys.encrypted(KEY, PASSWORD)));

        assertEquals(0, command.run("import", file.toString(), "--keyring", serial), command.err());

        assertArrayEquals(KEY.getEncoded(), store.getKey("server", null).getEncoded());
    }

    @Test
    void importGivesAliasTimeoutAndMask() throws Exception {
        Path file = keyStore("PKCS12", "server.p12", "web");

        assertEquals(
                0,
                command.run(
                        "import",
                        file.toString(),
                        "--keyring",
                        serial,
                        "--alias",
                        "tls",
                        "--timeout",
                        "8h",
                        "--permissions",
                        "0x3f3f0000"),
                command.err());

        KeyStore.Entry entry = store.getEntry("tls", null);
        assertEquals(
                "0x3f3f0000",
                KeyringAttribute.PERMISSIONS.in(entry.getAttributes()).orElseThrow());
        assertEndsIn(Duration.ofHours(8), "tls");
    }

    @Test
    void importReplacesOnlyWhenToldTo() throws Exception {
        store.setKeyEntry("web", new SecretKeySpec(new byte[32], "AES"), null, null);
        String file = keyStore("PKCS12", "server.p12", "other", "web").toString();

        assertEquals(1, command.run("import", file, "--keyring", serial));
        command.assertRefuses("There is an entry with alias 'web' already");
        assertFalse(store.containsAlias("other"));

        assertEquals(0, command.run("import", file, "--keyring", serial, "--replace"), command.err());
        assertArrayEquals(KEY.getEncoded(), store.getKey("web", null).getEncoded());
    }

    /** The second may not be written. */
    @Test
    void importStoresAllOrNothing() throws Exception {
        String file = keyStore("PKCS12", "server.p12", "one", "two", "three").toString();
        keyring.add("user", "one", ScratchKeyring.bytes("old"));
        keyring.keyctl().setPermissions(keyring.add("user", "two", ScratchKeyring.bytes("old")), 0x3b010000);

        assertEquals(1, command.run("import", file, "--keyring", serial, "--replace"));

        command.assertRefuses("Entry alias 'two' could not be stored: ");
        command.assertRefuses("What was stored is taken back\n");
        assertEquals("", command.out());
        assertEquals(2, store.size());
        assertArrayEquals(ScratchKeyring.bytes("old"), store.getKey("one", null).getEncoded());
    }

    @Test
    void oneOfSeveralEntriesIsImportedByItsAlias() throws Exception {
        String file = keyStore("PKCS12", "server.p12", "one", "two").toString();

        assertEquals(1, command.run("import", file, "--keyring", serial, "--alias", "web"));
        command.assertRefuses("Choose one by --source-alias, of [one, two]");

        assertEquals(0, command.run("import", file, "--keyring", serial, "--source-alias", "two", "--alias", "web"));
        assertTrue(store.containsAlias("web"));
        assertEquals(1, store.size());
    }

    @Test
    void thePasswordComesFromAFileOrStandardInput() throws Exception {
        String file = keyStore("PKCS12", "server.p12", "web").toString();
        CommandRun alone = new CommandRun(keyring::keyctl, Backend.MEMORY);
        Path password = Files.writeString(folder.resolve("password"), new String(PASSWORD) + "\n");

        assertEquals(0, alone.run("import", file, "--keyring", serial, "--password-file", password.toString()));
        assertEquals(
                0,
                alone.input(new String(PASSWORD) + "\r\nmore")
                        .run("import", file, "--keyring", serial, "--replace", "--password-stdin"));
        assertEquals(1, alone.run("import", file, "--keyring", serial, "--replace"));
        alone.assertRefuses("there is no terminal to ask for it. Use --password-file");
        assertEquals(1, alone.run("import", file, "--keyring", serial, "--password-env", "LINUXKEYRING_NOT_SET"));
        alone.assertRefuses("LINUXKEYRING_NOT_SET");
    }

    @Test
    void aWrongPasswordIsAMessage() throws Exception {
        String file = keyStore("PKCS12", "server.p12", "web").toString();
        assertEquals(1, command.typing("wrong").run("import", file, "--keyring", serial));
        command.assertRefuses("its password is another");
        assertEquals(1, command.err().lines().count(), command.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no such form", "-----BEGIN CERTIFICATE-----\n", ""})
    void aFileThatHoldsNoEntryIsAMessage(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), content);
        assertEquals(1, command.run("import", file.toString(), "--keyring", serial));
        command.assertRefuses(file.toString());
        assertEquals(1, command.err().lines().count(), command.err());
        assertEquals(0, store.size());
    }

    @Test
    void aFileThatIsNotThereIsAMessage() {
        Path missing = folder.resolve("missing.p12");
        assertEquals(1, command.run("import", missing.toString(), "--keyring", serial));
        assertEquals(missing + " does not exist. Check its name", command.err().strip());
    }

    @Test
    void aBundleOfCertificatesIsNotCutToItsFirst() throws Exception {
        Path file = Files.writeString(
                folder.resolve("bundle.pem"),
                pem("CERTIFICATE", CHAIN[0].getEncoded()) + pem("CERTIFICATE", CHAIN[1].getEncoded()));
        assertEquals(1, command.run("import", file.toString(), "--keyring", serial));
        command.assertRefuses("has 2 certificates and no private key");
    }

    @Test
    void exportWritesTheChainAlone() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);

        assertEquals(0, command.run("export", "--keyring", serial, "--alias", "web"));

        assertEquals(
                pem("CERTIFICATE", CHAIN[0].getEncoded()) + pem("CERTIFICATE", CHAIN[1].getEncoded()), command.out());
    }

    @Test
    void exportWritesThePrivateKeyWhenAskedToAFileOfTheOwner() throws Exception {
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);
        Path password = Files.writeString(folder.resolve("password"), new String(PASSWORD));
        Path file = folder.resolve("web.pem");
        String[] export = {
            "export",
            file.toString(),
            "--keyring",
            serial,
            "--alias",
            "web",
            "--private-key",
            "--password-file",
            password.toString()
        };

        assertEquals(0, command.run(export), command.err());

        assertTrue(Files.readString(file).startsWith(pem("PRIVATE KEY", KEY.getEncoded())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(1, command.run(export));
        command.assertRefuses("exists already");
    }

    @Test
    void exportTellsWhatAnEntryDoesNotHave() throws Exception {
        store.setKeyEntry("token", new SecretKeySpec(new byte[32], "AES"), null, null);
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);

        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "token"));
        command.assertRefuses("has no certificate");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "token", "--private-key"));
        command.assertRefuses("has no private key");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "nothing"));
        command.assertRefuses("There is no entry with alias 'nothing'");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "web", "--private-key"));
        command.assertRefuses("password");
    }

    @Test
    void removeDeletesOneEntry() throws Exception {
        store.setCertificateEntry("root", TestCertificates.root());
        store.setCertificateEntry("other", TestCertificates.root());

        assertEquals(0, command.run("remove", serial, "--alias", "root"), command.err());

        assertNull(store.getCertificate("root"));
        assertTrue(store.containsAlias("other"));
        assertEquals(1, command.run("remove", serial, "--alias", "root"));
        command.assertRefuses("There is no entry with alias 'root' in " + serial);
    }

    @Test
    void timeoutLimitsAnEntryAndEndsTheLimit() throws Exception {
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);

        assertEquals(0, command.run("timeout", serial, "web", "30m"), command.err());
        assertTrue(listed("web").matches("web +key .* in (30|29|28) min .*"), command.out());
        assertArrayEquals(KEY.getEncoded(), store.getKey("web", PASSWORD).getEncoded());

        assertEquals(0, command.run("timeout", serial, "web", "0"), command.err());
        assertTrue(listed("web").contains(" never "), command.out());
        assertEquals(1, command.run("timeout", serial, "nothing", "30m"));
        command.assertRefuses("There is no entry with alias 'nothing'");
    }

    private String listed(String alias) {
        command.run("list", serial);
        return command.out()
                .lines()
                .map(line -> line.replaceFirst("^ \\\\_ ", ""))
                .filter(line -> line.startsWith(alias + " "))
                .findFirst()
                .orElse("");
    }

    /** Of an entry in the keyring itself. */
    private void assertLine(String pattern) {
        assertTrue(command.out().lines().anyMatch(line -> line.matches(" \\\\_ " + pattern)), command.out());
    }

    private void assertEndsIn(Duration lifetime, String alias) throws Exception {
        Instant end = KeyringAttribute.EXPIRY
                .in(store.getEntry(alias, null).getAttributes())
                .map(Instant::parse)
                .orElseThrow();
        Duration off = Duration.between(Instant.now().plus(lifetime), end).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(2)) < 0, end::toString);
    }

    private Path keyStore(String type, String name, String... aliases) throws Exception {
        KeyStore source = KeyStore.getInstance(type);
        source.load(null, null);
        for (String alias : aliases) {
            source.setKeyEntry(alias, KEY, PASSWORD, CHAIN);
        }
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            source.store(out, PASSWORD);
        }
        return file;
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
