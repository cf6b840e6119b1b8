package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Seal;

/** What is told of a key-encryption key that the kernel refuses: what is locked, what is lost, and what to do. */
class KeyRefusalsTest {
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
}
