package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.pem.PemBlocks.pem;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.testing.TestKeys;

/** The command that copies the entries of a file into a keyring. */
class ImportCommandTest extends OnCommandKeyring {
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

    /** The key of the second entry may not be written. */
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
        alone.assertRefuses("there is no terminal to ask for it, or its input has ended. Use --password-file");
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

    /** A folder stands where the file before is to be kept. */
    @Test
    void whatIsInTheKeyringAndNotInTheKeystoresFileIsTold() throws Exception {
        Path source = keyStore("PKCS12", "server.p12", "web");
        Path file = Files.writeString(folder.resolve("shop.keyring"), "backend=memory\nkeyring=" + serial + "\n");
        Files.createFile(Files.createDirectory(folder.resolve("shop.keyring~")).resolve("file"));

        assertEquals(1, command.run("import", source.toString(), "--reference", file.toString()));

        command.assertRefuses("is in the keyring, but the file " + file + " is as it was: ");
        command.assertRefuses("give the command again, with --replace");
        assertTrue(store.containsAlias("web"));
    }

    private void assertEndsIn(Duration lifetime, String alias) throws Exception {
        Instant end = KeyringAttribute.EXPIRY
                .in(store.getEntry(alias, null).getAttributes())
                .map(Instant::parse)
                .orElseThrow();
        Duration off = Duration.between(Instant.now().plus(lifetime), end).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(2)) < 0, end::toString);
    }
}
