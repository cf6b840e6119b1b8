package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Seal;

/** What is told of a key-encryption key that the kernel refuses: what is locked, what is lost, and what to do. */
class KeyRefusalsTest {
    @TempDir
    private Path folder;

    private final SealingKernel kernel = new SealingKernel();

    private static KeyctlException refusal(Errno errno) {
        return new RefusedCall("add_key", errno.number(), "a key");
    }

    private static String notLoaded(KeyType type, String blob, Errno errno) {
        KeyName name = new KeyName(type, Description.of("linuxkeyring-seal-1"));
        KeyEncryptionKey key = new KeyEncryptionKey(name, blob.getBytes(StandardCharsets.US_ASCII));
        return KeyRefusals.notLoaded(key, refusal(errno)).getMessage();
    }

    @Test
    void aMasterKeyThatIsGoneIsNamedAndIsToBeTheOneOfTheFile() {
        String why = notLoaded(KeyType.ENCRYPTED, "default trusted:kmk 32 00ff", Errno.ENOKEY);

        assertTrue(why.startsWith("The sealed entries are locked: "), why);
        assertTrue(why.contains("Its master key trusted:kmk is in none of the keyrings"), why);
        assertTrue(why.contains("a new one of its name opens nothing"), why);
        assertTrue(why.contains("If that is gone, what it sealed is lost: use the recovery file"), why);
    }

    @Test
    void anotherMasterKeyOfThatNameIsTold() {
        String why = notLoaded(KeyType.ENCRYPTED, "default user:kmk 32 00ff", Errno.EINVAL);

        assertTrue(why.contains("Its master key user:kmk is another one than when the file was made"), why);
        assertTrue(why.contains("lost: use the recovery file"), why);
    }

    /** The kernel gives one error for all of them. */
    @Test
    void aTpmThatRefusesTellsWhatIsLostFromWhatIsLocked() {
        String why = notLoaded(KeyRefusals.TRUSTED, "3081", Errno.EPERM);

        assertTrue(why.contains("was cleared, what it sealed is lost: use the recovery file"), why);
        assertTrue(why.contains("Else the entries are not lost: its key is missing at the handle"), why);
    }

    /** Nothing is lost where nothing was sealed. */
    @Test
    void aKeyThatIsNotMadeTellsOfNoLoss() {
        for (Errno errno : new Errno[] {Errno.EPERM, Errno.ENODEV}) {
            String why = KeyRefusals.notMade(KeyRefusals.TRUSTED, "new 32", refusal(errno))
                    .getMessage();

            assertTrue(why.contains("TPM"), why);
            assertFalse(why.contains("lost") || why.contains("recovery"), why);
        }
    }

    @Test
    void aKeyThatAnotherProgramLoadsIsToBeTheSameOrTheEntriesAreLost() {
        String why = KeyRefusals.missing(new KeyName(KeyType.LOGON, Description.of("linuxkeyring:kek")))
                .getMessage();

        assertTrue(why.startsWith("The sealed entries are locked: "), why);
        assertTrue(why.contains("a new one opens nothing. If it is gone for good, they are lost: use the"), why);
    }

    /** As by {@code seal rekey} and {@code seal setup}: no entry is locked by it. */
    @Test
    void aKeyToSealUnderThatIsNotThereIsToBeLoaded() {
        KeyEncryptionKeys keys = new KeyEncryptionKeys(new SealingKernel().keyctl());

        String why = assertThrows(
                        KeyEncryptionKeyException.class, () -> keys.make(Seal.of("key:logon:linuxkeyring:kek")))
                .getMessage();

        assertTrue(why.startsWith("The key under which entries are to be sealed, logon:linuxkeyring:kek,"), why);
        assertTrue(why.contains("Load it first"), why);
        assertFalse(why.contains("locked"), why);
    }

    @Test
    void aRevokedKeyIsToBeLoadedAgain() {
        Keyctl keyctl = new SealingKernel().keyctl();
        keyctl.revoke(keyctl.addKey(
                "logon".getBytes(StandardCharsets.US_ASCII),
                "linuxkeyring:kek".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(32),
                Keyctl.SESSION_KEYRING));
        KeyName name = new KeyName(KeyType.LOGON, Description.of("linuxkeyring:kek"));
        SealingKey key = new KeyEncryptionKeys(keyctl).open(new KeyEncryptionKey(name, new byte[0]));

        String why = assertThrows(KeyEncryptionKeyException.class, () -> key.seal(ByteBuffer.allocate(1), new byte[1]))
                .getMessage();

        assertTrue(why.contains("EKEYREVOKED") && why.contains("Load the same key in its place"), why);
    }

    private String refusedSetup(String... choice) {
        Path file = folder.resolve("shop.keyring");
        CommandRun command = new CommandRun(kernel::keyctl, Backend.MEMORY);
        List<String> line = new ArrayList<>(List.of("seal", "setup", file.toString(), "--keyring", "@u/shop"));
        line.addAll(List.of(choice));

        assertEquals(1, command.run(line.toArray(String[]::new)), command.err());

        assertTrue(command.err().contains("No file was made."), command.err());
        assertFalse(Files.exists(file));
        return command.err();
    }

    /** Another key would be refused for the same reason. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--tpm=0x81000002", "--master=trusted:kmk", "--key=logon:linuxkeyring:kek"})
    void noOtherKeyIsAdvisedWhereTheKernelSealsUnderNone(String choice) {
        kernel.withoutSockets();
        String refusal = choice.isEmpty() ? refusedSetup() : refusedSetup(choice);

        assertTrue(refusal.contains("This kernel seals under no key"), refusal);
        assertTrue(refusal.contains("AF_ALG"), refusal);
        assertFalse(refusal.contains("tpm2"), refusal);
        assertFalse(refusal.contains("systemd"), refusal);
        assertFalse(refusal.contains("Load"), refusal);
    }

    @Test
    void withoutATpmItsKeyAndSystemdsAreAdvised() {
        kernel.withoutTrusted();
        String refusal = refusedSetup();

        assertTrue(refusal.contains("tpm2_createprimary -C o -G ecc"), refusal);
        assertTrue(refusal.contains("tpm2_evictcontrol -C o -c primary.ctx 0x81000001"), refusal);
        assertTrue(refusal.contains("systemd-creds encrypt"), refusal);
        assertTrue(refusal.contains("--key logon:linuxkeyring:kek"), refusal);
    }

    @Test
    void forAKeyThatWasChosenThatKeyAloneIsAdvised() {
        kernel.withoutTrusted();
        String refusal = refusedSetup("--tpm", "0x81000002");
        assertTrue(refusal.contains("0x81000002"), refusal);
        assertFalse(refusal.contains("systemd-creds"), refusal);

        refusal = refusedSetup("--master", "trusted:no-such-key");
        assertTrue(refusal.contains("Load the master key trusted:no-such-key first"), refusal);
    }
}
