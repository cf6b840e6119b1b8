package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** What the commands about files of sealed entries refuse without a kernel that seals. */
class SealCommandTest extends OnCommandKeyring {
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("shop.keyring");
    }

    private Path reference() throws Exception {
        return Files.writeString(
                file, "# LINUXKEYRING keystore: a reference\nbackend=memory\nkeyring=" + serial + "\n");
    }

    @Test
    void setupWritesOverNoFile() throws Exception {
        Files.writeString(file, "mine");

        assertEquals(1, command.run("seal", "setup", file.toString(), "--keyring", serial));

        command.assertRefuses("exists already and is not overwritten");
        assertEquals("mine", Files.readString(file));
    }

    private String refusedSetup(String... choice) {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        String name = "test-" + UUID.randomUUID();
        List<String> arguments = new ArrayList<>(List.of("seal", "setup", file.toString(), "--keyring", "@s/" + name));
        arguments.addAll(List.of(choice));
        int status = command.run(KeyringLoadStoreParameter::builder, arguments.toArray(String[]::new));
        assumeTrue(status != 0, "this machine seals");
        assertFalse(Files.exists(file));
        assertFalse(FreshSession.descriptions().contains(name), "a keyring was left");
        return command.err();
    }

    @Test
    @ExtendWith(FreshSession.class)
    void setupLeavesNoKeyringBehindWhereTheFileCannotBe() {
        file = folder.resolve("none").resolve("shop.keyring");

        String refusal = refusedSetup();

        assertTrue(refusal.contains("Check the name. No file was made."), refusal);
    }

    /** Made by hand, as the page on configuration tells. */
    @Test
    void aReferenceWithTheSettingIsStored() throws Exception {
        Files.writeString(file, "keyring=@s/no-such-keyring\ncreate=false\nseal=key:logon:linuxkeyring:none\n");

        assertEquals(1, command.run("seal", "store", file.toString()));

        assertFalse(command.err().contains("has no sealed entries"), command.err());
        command.assertRefuses("no-such-keyring");
    }

    @Test
    @ExtendWith(FreshSession.class)
    void setupMakesNothingWhereNothingSeals() {
        String refusal = refusedSetup();

        assertTrue(refusal.contains("No file was made."), refusal);
    }

    /** It is not the key that is refused. */
    @Test
    void setupTellsOfNoTpmWhereTheKeyringIsRefused() {
        assertEquals(1, command.run("seal", "setup", file.toString(), "--keyring", serial));

        command.assertRefuses("No file was made.");
        assertFalse(command.err().contains("tpm2"), command.err());
        assertFalse(command.err().contains("systemd"), command.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tpm=0x12", "--key=user:mine", "--master=logon:a:b", "--key=logon:noservice"})
    void setupRefusesAKeyThatSealsNothing(String choice) {
        assertEquals(2, command.run("seal", "setup", file.toString(), "--keyring", serial, choice));

        command.assertRefuses("is not allowed");
    }

    /** They would take the place of what the options say, without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"seal=trusted", "keyring=@u/other"})
    void setupRefusesASettingThatAnOptionGives(String setting) {
        String[] line = {"seal", "setup", file.toString(), "--keyring", serial, "--key=logon:a:b", "--setting", setting
        };
        assertEquals(2, command.run(line));

        command.assertRefuses("--setting " + setting.substring(0, setting.indexOf('=') + 1) + " would be another");
    }

    @Test
    void setupRefusesAnUnknownSetting() {
        assertEquals(2, command.run("seal", "setup", file.toString(), "--keyring", serial, "--setting", "colour=red"));

        command.assertRefuses("colour");
    }

    @Test
    void setupMakesATpmsKeyForTheTpmAlone() {
        assertEquals(
                2,
                command.run(
                        "seal", "setup", file.toString(), "--keyring", serial, "--make-primary", "--key=logon:a:b"));

        command.assertRefuses("--make-primary is for the TPM's key");
    }

    @Test
    void setupNeedsAKeyring() {
        assertEquals(2, command.run("seal", "setup", file.toString()));
        command.assertRefuses("--keyring");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "load", "store"})
    void aFileWithoutSealedEntriesIsRefused(String name) throws Exception {
        assertEquals(1, command.run("seal", name, reference().toString()));

        command.assertRefuses("has no sealed entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "load", "store"})
    void aMissingFileIsRefused(String name) {
        assertEquals(1, command.run("seal", name, file.toString()));

        command.assertRefuses("Check the name");
    }

    @Test
    void aDamagedFileIsRefused() throws Exception {
        Files.writeString(
                file,
                "# LINUXKEYRING keystore\nkeyring=@u/no\nseal=trusted\n"
                        + "-----BEGIN LINUXKEYRING SEALED ENTRIES-----\nAAAA\n");

        assertEquals(1, command.run("seal", "status", file.toString()));

        command.assertRefuses("is damaged");
    }

    @Test
    void recoveryNeedsAPasswordAndSealedEntries() throws Exception {
        String out = folder.resolve("out.p12").toString();

        assertEquals(1, command.typing("").run("seal", "recovery", reference().toString(), out));
        command.assertRefuses("The password is empty");

        assertEquals(1, command.typing("p").run("seal", "recovery", reference().toString(), out));
        command.assertRefuses("has no sealed entries");
        assertFalse(Files.exists(Path.of(out)));
    }

    /** Nobody sees what is typed, and no one may ever be able to open the file. */
    @Test
    void recoveryTakesNoPasswordThatWasMistypedOrMisread() throws Exception {
        String out = folder.resolve("out.p12").toString();
        assertEquals(
                1,
                command.typing("first", "secnd")
                        .run("seal", "recovery", reference().toString(), out));
        command.assertRefuses("The two passwords differ, so nothing was written");
        assertEquals(
                1, command.typing("p\ufffd").run("seal", "recovery", reference().toString(), out));
        command.assertRefuses("set LC_ALL=C.UTF-8, or use --password-file");
        assertFalse(Files.exists(Path.of(out)));
    }

    @Test
    void recoveryTakesAFileOrNone() throws Exception {
        assertEquals(2, command.run("seal", "recovery", file.toString()));
        command.assertRefuses("give --none if there is to be no recovery file");

        assertEquals(2, command.run("seal", "recovery", file.toString(), "out.p12", "--none"));
        command.assertRefuses("give --none if there is to be no recovery file");

        assertEquals(2, command.run("seal", "recovery", file.toString(), "--none", "--password-env", "HOME"));
        command.assertRefuses("takes no password");

        assertEquals(1, command.run("seal", "recovery", reference().toString(), "--none"));
        command.assertRefuses("has no sealed entries");
    }

    /** The vector's key is not there: whether there is a recovery file is known without it. */
    @Test
    void statusWarnsUntilARecoveryFileOrNoneIsRecorded() throws Exception {
        vector("");
        assertEquals(1, command.run("seal", "status", file.toString()));
        assertTrue(command.out().contains("WARNING: no recovery file of all entries is recorded"), command.out());
        assertTrue(command.out().contains("seal recovery FILE --none"), command.out());

        assertEquals(0, command.run("seal", "recovery", file.toString(), "--none"), command.err());

        assertEquals(1, command.run("seal", "status", file.toString()));
        assertTrue(command.out().contains("no recovery file, as recorded (recovery=none)"), command.out());
        assertEquals(1, command.run("seal", "status", "--json", file.toString()));
        assertTrue(command.out().contains("\"recovery\": \"none\""), command.out());
    }

    /** request_key(2) would link what a helper program makes into a process keyring, if there is one. */
    @Test
    void aKeyThatIsNotThereIsLookedForWithoutAProcessKeyring() throws Exception {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        vector("");
        boolean before = hasProcessKeyring();
        command.run("seal", "status", file.toString());
        assertEquals(before, hasProcessKeyring());
    }

    /** Another test's key may have made one, which lasts as long as the thread. */
    private static boolean hasProcessKeyring() {
        try {
            OpenBackend.of(Backend.KERNEL).keyringId(Keyctl.PROCESS_KEYRING, false);
            return true;
        } catch (KeyctlException e) {
            assertEquals(Errno.ENOKEY, e.errno());
            return false;
        }
    }

    @Test
    void statusTellsOfWhichGenerationTheRecoveryFileIs() throws Exception {
        vector("recovery=1\n");
        command.run("seal", "status", file.toString());
        assertTrue(command.out().contains("written of generation 1\n"), command.out());

        vector("recovery=0\n");
        command.run("seal", "status", file.toString());
        assertTrue(command.out().contains("generation 0, and the file was stored since"), command.out());
    }

    private void vector(String settings) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        String fence = "```text sealed\n";
        int from = page.indexOf(fence) + fence.length();
        String text = page.substring(from, page.indexOf("```", from));
        Files.writeString(file, text.replace("keyring=@u/shop\n", "keyring=@s/no-such-keyring\n" + settings));
    }
}
