package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.TestCertificates;

/** The commands about a file of sealed entries on a kernel that seals, and keystores beside that file's. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KernelSealCommandTest extends OnSealedKeyStores {
    private static final String NAME = "linuxkeyring:test";

    /** What possessors may do to a keyring, but for writing into it. */
    private static final int NO_WRITE = 0x3b3b0000;

    private static final int NO_VIEW = 0x3e3e0000;

    @TempDir
    private Path folder;

    private final CommandRun command = new CommandRun(() -> machine().keyctl(), Backend.KERNEL);
    private KernelMachine kernel;
    private Path path;
    private KeyringFile file;

    @Override
    KernelMachine machine() {
        if (kernel == null) {
            kernel = new KernelMachine(Seal.of("key:logon:" + NAME));
        }
        return kernel;
    }

    private KeyStore stored() throws Exception {
        KeyStore store = opened();
        store.setEntry(
                "aes",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder().kernelHeld().build());
        store.setCertificateEntry("ca", TestCertificates.root());
        path = folder.resolve("shop.keyring");
        file = KeyringFile.of(path);
        file.store(store);
        return store;
    }

    @Test
    void loadSaysWhatComesBack() throws Exception {
        stored();
        machine().reboot();

        assertEquals(0, command.run("seal", "load", path.toString()), command.err());

        assertEquals(
                List.of("2 entries brought back, 2 in the keyring", "back: aes", "back: ca"),
                command.out().lines().sorted().toList());
    }

    @Test
    void loadNamesWhatIsLeftOutAndWhy() throws Exception {
        stored().deleteEntry("ca");
        int keyring = new Keyrings(machine().keyctl())
                .at(KeyringPath.of(machine().keyring()), false)
                .serial();
        machine().keyctl().setPermissions(keyring, NO_WRITE);

        assertEquals(1, command.run("seal", "load", path.toString()));

        assertTrue(command.out().contains("0 entries brought back, 1 in the keyring"), command.out());
        List<String> refused = command.err()
                .lines()
                .filter(line -> line.startsWith("left out: "))
                .toList();
        assertEquals(1, refused.size(), command.err());
        assertTrue(refused.get(0).startsWith("left out: ca: ") && refused.get(0).contains("EACCES"), command.err());
    }

    /** As by a mask that lets it be found and not seen. */
    @Test
    void loadNamesWhatIsNotBackForNoReason() throws Exception {
        int serial = KeyringKeyStore.of(stored()).info("ca").orElseThrow().serial();
        machine().keyctl().setPermissions(serial, NO_VIEW);

        assertEquals(1, command.run("seal", "load", path.toString()));

        assertTrue(command.err().contains("left out: ca: it is not in the keyring, or is hidden"), command.err());
    }

    @Test
    void recoveryRecordsTheGenerationThatItWasWrittenOf() throws Exception {
        KeyStore store = stored();
        file.store(store);
        Path out = folder.resolve("recovery.p12");

        assertEquals(0, recover(out), command.err());
        assertTrue(Files.readString(path).contains("\nrecovery=2\n"));

        file.store(store);
        command.run("seal", "status", path.toString());
        assertTrue(command.out().contains("of generation 2, and the file was stored since"), command.out());
        assertEquals(0, recover(folder.resolve("next.p12")), command.err());
        assertTrue(Files.readString(path).contains("\nrecovery=3\n"));
        KeyStore recovered = KeyStore.getInstance(out.toFile(), PASSWORD);
        assertEquals(KEY, recovered.getKey("aes", PASSWORD));
    }

    /** The recovery file does not have all, so that another is needed. */
    @Test
    void recoveryThatLeavesEntriesOutIsNotRecorded() throws Exception {
        KeyStore store = stored();
        store.setEntry("mine", new KeyStore.SecretKeyEntry(KEY), new KeyStore.PasswordProtection("x".toCharArray()));
        file.store(store);

        assertEquals(1, recover(folder.resolve("recovery.p12")));

        assertTrue(command.err().contains("left out: mine: "), command.err());
        assertFalse(Files.readString(path).contains("recovery="));
    }

    private int recover(Path out) {
        return command.typing(new String(PASSWORD)).run("seal", "recovery", path.toString(), out.toString());
    }

    /** As where the session keyring does not link the user keyring. */
    @Test
    void aKeyOfTheUserKeyringAloneIsFoundAndLeavesNoLink() throws Exception {
        stored();
        machine().remove("logon", NAME);
        machine().reboot();
        byte[] logon = "logon".getBytes(StandardCharsets.US_ASCII);
        byte[] name = NAME.getBytes(StandardCharsets.US_ASCII);
        Keyctl keyctl = machine().keyctl();
        int key = keyctl.addKey(logon, name, ByteBuffer.wrap(KernelMachine.MASTER), Keyctl.USER_KEYRING);
        try {
            assertEquals(2, file.load().size());
            assertEquals(Keyctl.NO_KEY, keyctl.requestKey(logon, name, null, Keyctl.NO_KEY), "a keyring links the key");
        } finally {
            keyctl.unlink(key, Keyctl.USER_KEYRING);
        }
    }

    /** And not in a process keyring, which other threads might not have. */
    @Test
    void whatAHelperMakesForAnotherKeystoreIsInTheSessionKeyringAsBefore() throws Exception {
        stored();
        machine().reboot();
        file.load();
        Upcall.assumeRulesOfKeyutils();

        KeyStore others = ScratchKeyring.keyStore(
                KeyringLoadStoreParameter.builder().backend(Backend.KERNEL).callout("shop=1"));
        others.getKey("debug:loop:sealed", null);

        assertTrue(FreshSession.descriptions().contains("debug:loop:sealed"), FreshSession.descriptions()::toString);
    }
}
