package org.linuxkeyring.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a server gets that is given a reference, as {@code doctor --reference} tells it. */
class ReferenceDoctorTest extends OnCommandKeyring {
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\n";
    private static final String GOOD = "A server can use this reference.\n";
    private static final String BAD = "A server cannot use this reference: see each problem above.\n";

    private Path reference;

    @BeforeEach
    void makeReference() throws Exception {
        reference = Files.writeString(
                folder.resolve("keys.properties"),
                FIRST_LINE + "keyring=" + serial + "\nbackend=memory\ncallout=help\nwrites=on-store\n");
    }

    private int doctor(String... more) {
        String[] line = new String[3 + more.length];
        line[0] = "doctor";
        line[1] = "--reference";
        line[2] = reference.toString();
        System.arraycopy(more, 0, line, 3, more.length);
        return command.run(line);
    }

    private void assertGood(String... more) {
        assertEquals(0, doctor(more), () -> command.out() + command.err());
        assertTrue(command.out().endsWith(GOOD), command.out());
        assertFalse(command.out().contains("problem:"), command.out());
        assertEquals("", command.err());
    }

    private void assertBad(String problem, String... more) {
        assertEquals(1, doctor(more), () -> command.out() + command.err());
        command.assertSays("problem: " + problem);
        assertTrue(command.out().endsWith(BAD), command.out());
    }

    @Test
    void theKeyringAndWhatLiesInItAreTold() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        store.setKeyEntry("token", new SecretKeySpec(new byte[16], "AES"), null, null);
        store.setCertificateEntry("root", TestCertificates.root());

        assertGood();
        command.assertSays("backend=memory, callout=help, keyring=" + serial + ", writes=on-store");
        command.assertSays(", serial " + serial + ", alswrv");
        command.assertSays("ok: 'web': RSA 2048, 2 certificates for CN=");
        command.assertSays("'token' is a key without certificates");
        command.assertSays("'root' is a certificate");
        command.assertSays("ok: no other keyring that this process searches has an entry of the same alias");
    }

    @Test
    void aProgramGetsTheFindingsAndTheExitStatus() throws Exception {
        assertEquals(1, doctor("--json"));
        assertTrue(
                command.out().startsWith("[\n  {\"section\": \"Reference\", \"severity\": \"fact\", "), command.out());
        command.assertSays(
                "{\"section\": \"Entries\", \"severity\": \"problem\", \"text\": \"no entry here can be served."
                        + " Import a private key");
        assertTrue(command.out().endsWith("\"}\n]\n"), command.out());

        store.setKeyEntry("web", KEY, null, CHAIN);
        assertEquals(0, doctor("--json"));
        assertFalse(command.out().contains("problem"), command.out());
    }

    @Test
    void nothingIsChanged() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        int[] links = keyring.links();
        byte[] content = Files.readAllBytes(reference);
        assertGood();

        assertEquals(Arrays.toString(links), Arrays.toString(keyring.links()));
        assertEquals(new String(content, UTF_8), Files.readString(reference));
    }

    @Test
    void aKeyringThatIsMissingIsAProblemAndIsNotMade() throws Exception {
        Files.writeString(reference, FIRST_LINE + "keyring=" + serial + "/shop\nbackend=memory\ncreate=true\n");

        assertBad("LINUXKEYRING keystore cannot be loaded: keyring " + serial + "/shop does not exist");
        assertEquals(0, keyring.links().length);
    }

    @ParameterizedTest
    @CsvSource({
        "/shop, create=true, true",
        "/shop, timeout=8h, true",
        "/shop, create=false, false",
        "/shop, writes=never, false",
        "%keyring:missing/shop, create=true, false"
    })
    void aKeyringThatAServerMakesIsToldAsSuch(String keyring, String setting, boolean isMade) throws Exception {
        String path = keyring.startsWith("/") ? serial + keyring : keyring;
        Files.writeString(
                reference,
                FIRST_LINE + "keyring=" + path + "\nbackend=memory\n" + setting.replace("8h", "PT8H") + "\n");

        assertBad("LINUXKEYRING keystore cannot be loaded: keyring " + path + " does not exist");
        assertEquals(isMade, command.out().contains("A server of type LINUXKEYRING makes it, empty,"), command.out());
        assertEquals(isMade, command.out().contains("linuxkeyring import FILE --keyring " + path), command.out());
        assertEquals(0, this.keyring.links().length);
    }

    @Test
    void aKeyringWithoutAKeyIsAProblem() throws Exception {
        store.setCertificateEntry("root", TestCertificates.root());

        assertBad("no entry here can be served.");
    }

    @Test
    void anEntryThatNeedsAnotherPasswordIsAProblem() throws Exception {
        store.setKeyEntry("locked", KEY, PASSWORD, CHAIN);
        store.setKeyEntry("web", KEY, null, CHAIN);

        assertBad("'locked' cannot be used, and the JDK's SunX509 serves no entry");
        command.assertSays("--password-file");
        assertGood("--alias", "web");
        command.input(new String(PASSWORD) + "\n");
        assertGood("--alias", "locked", "--password-stdin");
        assertFalse(command.out().contains(new String(PASSWORD)), command.out());
    }

    @Test
    void aCertificateThatHasEndedIsNoted() throws Exception {
        store.setKeyEntry(
                "old",
                KEY,
                null,
                TestCertificates.expiredChain(TestKeys.pair("RSA").getPublic()));

        assertGood();
        command.assertSays("note: 'old': RSA 2048, ");
        command.assertSays(": clients refuse it");
    }

    @Test
    void anAliasThatIsNotThereIsAProblemThatNamesThoseThatAre() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);

        assertBad("there is no entry 'wep'.\n           There are: web", "--alias", "wep");
    }

    @Test
    void aNamesakeInAnotherKeyringIsNoted() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        try (ScratchKeyring other = ScratchKeyring.of(Backend.MEMORY)) {
            other.keyStore().setKeyEntry("web", KEY, null, CHAIN);
            assertGood("--alias", "web");
            command.assertSays("note: 'web' lies in keyring ");
            command.assertSays(", serial " + other.serial() + ":");
        }
    }

    @Test
    void anUnreadableEntryIsPassedOver() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        keyring.keyctl()
                .addKey(
                        ScratchKeyring.bytes("user"),
                        ScratchKeyring.bytes("bad"),
                        ByteBuffer.wrap(
                                ScratchKeyring.bytes("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")),
                        keyring.serial());

        assertGood();
        command.assertSays("note: 'bad' cannot be read, and is passed over: ");
    }

    @ParameterizedTest
    @CsvSource({
        "immediate, '', 'note: it writes its copy of ''web'' into @u (writes=immediate)'",
        "immediate, @u/shop, 'note: it writes its copy of ''web'' into @u/shop (writes=immediate)'",
        "never, '', 'note: it is refused its copy of ''web'' (writes=never), and does not start.'",
        "on-store, @t, 'ok: it keeps its copy of ''web'' in its own memory (writes=on-store)'",
        "sometimes, '', 'problem: Setting writes=sometimes is not allowed'"
    })
    void aServerThatCopiesItsKeystoreHasTheSettingsOfTheJvm(String writes, String path, String finding)
            throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        System.setProperty("linuxkeyring.writes", writes);
        if (!path.isEmpty()) {
            System.setProperty("linuxkeyring.keyring", path);
        }
        try {
            doctor();
        } finally {
            System.clearProperty("linuxkeyring.writes");
            System.clearProperty("linuxkeyring.keyring");
        }
        command.assertSays(finding);
    }

    @Test
    void aFileWithoutTheFirstLineOrAKeyringIsNoted() throws Exception {
        Files.writeString(reference, "backend=memory\nprefix=shop:\n");
        KeyStore all = ScratchKeyring.keyStore(keyring.settings().prefix("shop:"));
        all.setKeyEntry("web", KEY, null, CHAIN);

        assertGood();
        command.assertSays("note: its first line is not '# LINUXKEYRING keystore: ...'");
        command.assertSays("note: it names no keyring");
    }

    @Test
    void whatIsNoReferenceIsRefusedWithTheRemedy() throws Exception {
        reference = keyStore("PKCS12", "server.p12", "web");
        assertEquals(1, doctor());
        command.assertRefuses("is no reference to a keyring");
        command.assertRefuses("linuxkeyring import FILE --keyring @u/NAME");

        reference = folder.resolve("missing");
        assertEquals(1, doctor());
        command.assertRefuses("missing does not exist. Check its name");
    }

    @Test
    void aSettingThatIsThereTwiceIsRefused() throws Exception {
        Files.writeString(reference, "keyring=@u/a\nkeyring=@u/b\n");
        assertEquals(1, doctor());
        command.assertRefuses(reference + ": 'keyring' is set twice");
    }

    @Test
    void anUnknownSettingIsAProblem() throws Exception {
        Files.writeString(reference, FIRST_LINE + "colour=red\n");

        assertBad(reference + ": Unknown setting 'colour'");
    }

    @Test
    void anAliasWithoutAReferenceIsRefused() {
        assertEquals(2, command.run("doctor", "--alias", "web"));
        command.assertRefuses("Give --reference FILE");
    }

    @Test
    void namesCannotSteerTheTerminal() throws Exception {
        store.setKeyEntry("a\u001b[2Jb", KEY, null, CHAIN);
        assertGood();
        assertFalse(command.out().contains("\u001b"), command.out());
    }
}
