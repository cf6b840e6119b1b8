package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;

/** The commands that list, remove and limit entries. */
class EntryCommandsTest extends OnCommandKeyring {
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
        assertLine("a\\\\u001b\\[2Jb +secret +RAW .*");
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
                        + " \"permissions\": \"0x3f010000\", \"serial\": " + key
                        + ", \"origin\": \"IMPORTED\", \"keyring\": \"" + name
                        + "\", \"keyringSerial\": " + serial + "}\n]\n",
                command.out());
    }

    @Test
    void listOfNothingIsAnEmptyArray() {
        assertEquals(0, command.run("list", serial, "--json"));
        assertEquals("[]\n", command.out());
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

    @Test
    void timeoutOfARevokedEntryTellsThatItWasRevoked() throws Exception {
        int key = keyring.add("user", "token", ScratchKeyring.bytes("secret"));
        keyring.keyctl().revoke(key);
        assertEquals(1, command.run("timeout", serial, "token", "30m"));
        command.assertRefuses("EKEYREVOKED");
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

    /** Asserts the line of an entry in the keyring itself. */
    private void assertLine(String pattern) {
        assertTrue(command.out().lines().anyMatch(line -> line.matches(" \\\\_ " + pattern)), command.out());
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list @/none",
                "list @/none --json",
                "secret list @/none",
                "secret get web --keyring @/none",
                "show @/none",
                "timeout @/none web 8h",
                "export --alias web --keyring @/none",
                "remove @/none",
                "remove @/none/below",
                "remove @/none --alias web"
            })
    void whatMakesNoKeyringTellsOfAMissingOneWhereToLookAndNotToMakeIt(String line) {
        assertEquals(1, command.run(line.replace("@", serial).split(" ")));

        String missing = "/none(/below)? does not exist: there is no keyring 'none' in " + serial;
        String nothing = line.startsWith("remove") ? ", so there is nothing to remove" : "";
        assertTrue(
                command.err()
                        .matches("keyring " + serial + missing + nothing + "\\. See what is there: linuxkeyring show "
                                + serial + "\n"),
                command.err());
        assertEquals("", command.out());
    }

    @Test
    void aMissingKeyringOfTheSettingsIsToldInTheSameWay() {
        Supplier<KeyringLoadStoreParameter.Builder> settings = () ->
                KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).keyring("%keyring:none");

        assertEquals(1, command.run(settings, "list"));

        command.assertRefuses(
                "keyring of the process nor @u links one named 'none'. See what is there: linuxkeyring" + " show\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "secret list"})
    void oneFormIsPrintedAtATime(String name) {
        assertEquals(2, command.run((name + " --json --plain").split(" ")));

        command.assertRefuses("--json, --plain are mutually exclusive");
        assertEquals("", command.out());
    }
}
