package org.linuxkeyring.keystore.neighbours;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import org.mockito.stubbing.Answer;

/**
 * Another process removes a key just before a call about it: the kernel has collected the key, or the process does not
 * possess it any more.
 */
class RemovedMeanwhileTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("alias"));

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final KeyringEntries entries = new KeyringEntries(new Keyrings(keyctl).at(KeyringPath.of("@u"), false));

    @ParameterizedTest
    @EnumSource(names = {"ENOKEY", "EACCES"})
    void aKeyThatIsRemovedBeforeItIsReadIsNoEntry(Errno errno) {
        put("old");
        beforeReading(() -> remove(), errno);
        assertEquals(Optional.empty(), entries.read(NAME, RemovedMeanwhileTest::text));
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOKEY", "EACCES"})
    void ofAKeyThatIsMadeAnewBeforeItIsReadTheNewOneIsRead(Errno errno) {
        put("old");
        beforeReading(
                () -> {
                    remove();
                    put("new");
                },
                errno);
        assertEquals(Optional.of("new"), entries.read(NAME, RemovedMeanwhileTest::text));
    }

    @Test
    void aKeyThatIsStillThereMayNotBeRead() {
        put("old");
        beforeReading(() -> {}, Errno.EACCES);
        assertEquals(
                Errno.EACCES,
                assertThrows(KeyctlException.class, () -> entries.read(NAME, RemovedMeanwhileTest::text))
                        .errno());
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOKEY", "EACCES"})
    void aReplacedKeyThatIsRemovedBeforeItGetsItsTimeoutWasStored(Errno errno) {
        put("old");
        doAnswer(refusing(() -> remove(), "KEYCTL_SET_TIMEOUT", errno))
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), EntryPolicy.NONE.expiringIn(Duration.ofSeconds(60)));
        assertEquals(Optional.empty(), entries.key(NAME));
    }

    /** If two processes give an entry a second to live, one may be so slow that the other's timeout has passed. */
    @ParameterizedTest
    @EnumSource(names = {"EKEYEXPIRED", "EKEYREVOKED"})
    void aReplacedKeyThatEndsBeforeItGetsItsTimeoutWasStored(Errno errno) {
        put("old");
        doAnswer(refusing(() -> memory.revoke(memory.readKeyring(user())[0]), "KEYCTL_SET_TIMEOUT", errno))
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), EntryPolicy.NONE.expiringIn(Duration.ofSeconds(1)));
        assertEquals(Optional.empty(), entries.key(NAME));
    }

    @Test
    void ofANewKeyThatMayNotGetItsTimeoutNothingIsLeft() {
        doAnswer(refusing(() -> {}, "KEYCTL_SET_TIMEOUT", Errno.EACCES))
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        assertNothingIsStored(EntryPolicy.NONE.expiringIn(Duration.ofSeconds(60)));
    }

    @Test
    void ofANewKeyThatMayNotGetItsMaskNothingIsLeft() {
        doAnswer(refusing(() -> {}, "KEYCTL_SETPERM", Errno.EACCES))
                .when(keyctl)
                .setPermissions(anyInt(), anyInt());
        assertNothingIsStored(EntryPolicy.NONE.permitting(Permissions.of("0x3f030000")));
    }

    private void assertNothingIsStored(EntryPolicy policy) {
        assertThrows(KeyctlException.class, () -> entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), policy));
        assertArrayEquals(new int[0], memory.readKeyring(user()));
    }

    /** The payload of a replaced key is new at this point, which the error says. */
    @Test
    void aReplacedKeyThatIsStillThereButMayNotGetATimeoutIsARefusal() {
        put("old");
        doAnswer(refusing(() -> {}, "KEYCTL_SET_TIMEOUT", Errno.EACCES))
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        KeyringException e = assertThrows(
                KeyringException.class,
                () -> entries.put(
                        NAME,
                        ByteBuffer.wrap("new".getBytes(UTF_8)),
                        EntryPolicy.NONE.expiringIn(Duration.ofSeconds(60))));
        assertTrue(e.getMessage().startsWith("the entry is replaced, but"), e.getMessage());
    }

    private void put(String text) {
        memory.addKey("user".getBytes(UTF_8), "alias".getBytes(UTF_8), ByteBuffer.wrap(text.getBytes(UTF_8)), user());
    }

    private void remove() {
        memory.unlink(memory.readKeyring(user())[0], user());
    }

    private int user() {
        return memory.keyringId(Keyctl.USER_KEYRING, false);
    }

    private void beforeReading(Runnable other, Errno errno) {
        doAnswer(refusing(other, "KEYCTL_READ", errno))
                .doAnswer(delegatesTo(memory))
                .when(keyctl)
                .read(anyInt(), any());
    }

    private static Answer<Object> refusing(Runnable other, String operation, Errno errno) {
        return call -> {
            other.run();
            throw new RefusedCall(operation, errno.number(), "a key");
        };
    }

    private static String text(ByteBuffer payload) {
        return UTF_8.decode(payload).toString();
    }
}
