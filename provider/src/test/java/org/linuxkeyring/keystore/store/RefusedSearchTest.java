package org.linuxkeyring.keystore.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
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
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;

/**
 * What each operation does when the search for the entry's key is refused. A dead key counts as none. A key that may
 * not be searched for (EACCES) may still be written, as add_key(2) does; every other refusal is passed on to the
 * caller.
 */
class RefusedSearchTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("alias"));
    private static final EntryPolicy MASK = EntryPolicy.NONE.permitting(Permissions.of(0x3f000000));

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final KeyringEntries entries = new KeyringEntries(new Keyrings(keyctl).at(KeyringPath.of("@u"), false));

    @BeforeEach
    void makeEntry() {
        entries.put(NAME, payload("old"), EntryPolicy.NONE);
    }

    private static ByteBuffer payload(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private void refuseSearch(Errno errno) {
        doThrow(new RefusedCall("KEYCTL_SEARCH", errno.number(), "a key"))
                .when(keyctl)
                .search(anyInt(), any(), any(), anyInt());
    }

    private void refuseRead(Errno errno, Runnable meanwhile) {
        doAnswer(call -> {
                    meanwhile.run();
                    throw new RefusedCall("KEYCTL_READ", errno.number(), "a key");
                })
                .when(keyctl)
                .read(anyInt(), any());
    }

    private static void assertRefused(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(KeyctlException.class, call).errno());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ENOKEY", "EACCES", "EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED", "UNKNOWN"})
    void anotherRefusalIsPassedOnToTheCaller(Errno errno) {
        refuseSearch(errno);
        List<Executable> calls = List.of(
                () -> entries.contains(NAME),
                () -> entries.key(NAME),
                () -> entries.own(NAME),
                () -> entries.kept(NAME),
                () -> entries.requireFindable(NAME, Optional.empty()),
                () -> entries.put(NAME, payload("new"), MASK));
        for (Executable call : calls) {
            assertRefused(errno, call);
        }
        assertEquals("old", text());
    }

    @ParameterizedTest
    @EnumSource(names = {"EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED"})
    void aDeadKeyIsNone(Errno errno) {
        refuseSearch(errno);
        assertFalse(entries.contains(NAME));
        assertEquals(Optional.empty(), entries.key(NAME));
        assertEquals(Optional.empty(), entries.kept(NAME));
        entries.requireFindable(NAME, Optional.empty());
    }

    @Test
    void aKeyThatMayNotBeSearchedForIsReplacedAllTheSame() {
        refuseSearch(Errno.EACCES);
        assertRefused(Errno.EACCES, () -> entries.contains(NAME));
        assertRefused(Errno.EACCES, () -> entries.key(NAME));
        entries.requireFindable(NAME, Optional.empty());
        entries.put(NAME, payload("new"), EntryPolicy.NONE);
        assertEquals("new", text());
    }

    /** The keyring shows the key all the same, and the kernel tells the time that it has left. */
    @Test
    void theTimeoutOfAKeyThatMayNotBeSearchedForIsKept() {
        KeyName other = new KeyName(KeyType.USER, Description.of("other"));
        memory.setTimeout(entries.own(NAME).orElseThrow().serial(), 9000);
        entries.put(other, payload("other"), EntryPolicy.NONE);
        refuseSearch(Errno.EACCES);

        assertTrue(entries.kept(NAME).orElseThrow().end().isPresent());
        assertEquals(
                Optional.of(EntryPolicy.NEVER),
                entries.kept(other).orElseThrow().expiry());
        assertEquals(Optional.of(EntryPolicy.NONE), entries.kept(new KeyName(KeyType.USER, Description.of("none"))));
    }

    private String text() {
        int key = memory.readKeyring(memory.keyringId(Keyctl.USER_KEYRING, false))[0];
        return memory.read(key, read -> UTF_8.decode(read).toString());
    }

    /** Another process may replace the key over and over; what never ends is given up. */
    @Test
    void aKeyThatIsGoneEachTimeItIsReadIsReadAHundredTimes() {
        refuseRead(Errno.ENOKEY, () -> {});
        assertRefused(Errno.ENOKEY, () -> entries.read(NAME, payload -> 1));
        verify(keyctl, times(100)).read(anyInt(), any());
    }

    /** The reader may make system calls of its own, whose refusal says nothing of the entry's key. */
    @Test
    void aRefusalOfACallThatTheReaderMakesIsNotTriedAgain() {
        RefusedCall own = new RefusedCall("add_key", Errno.ENOKEY.number(), "another key");
        assertRefused(
                Errno.ENOKEY,
                () -> entries.read(NAME, payload -> {
                    throw own;
                }));
        verify(keyctl, times(1)).read(anyInt(), any());
    }

    @Test
    void aRefusalToReadIsPassedOnUnlessTheKeyHasGone() {
        refuseRead(Errno.EACCES, () -> {});
        assertRefused(Errno.EACCES, () -> entries.read(NAME, payload -> 1));
        refuseRead(Errno.EACCES, () -> entries.remove(NAME));
        assertEquals(Optional.empty(), entries.read(NAME, payload -> 1));
    }

    /** The search by which it is told whether the key has gone is refused for the permissions of that key. */
    @Test
    void aRefusalToReadIsPassedOnIfTheKeyMayNotBeSearchedForEither() {
        refuseRead(Errno.EACCES, () -> refuseSearch(Errno.EACCES));
        assertEquals(
                "KEYCTL_READ",
                assertThrows(KeyctlException.class, () -> entries.read(NAME, payload -> 1))
                        .operation());
    }

    @Test
    void theKeyringIsThatOfTheEntries() {
        assertEquals(
                memory.keyringId(Keyctl.USER_KEYRING, false),
                entries.keyring().orElseThrow().serial());
    }

    /** It is updated in place, since the keyring cannot link another key of its name beside it. */
    @Test
    void aKeyThatMayNotBeSearchedForGetsItsTimeoutToo() {
        refuseSearch(Errno.EACCES);
        entries.put(NAME, payload("new"), EntryPolicy.NONE.expiringIn(Duration.ofMinutes(150)));
        assertEquals("new", text());
        int key = memory.readKeyring(memory.keyringId(Keyctl.USER_KEYRING, false))[0];
        assertEquals("2h", memory.timeLeft(key));
    }

    /** Its mask is not known, so the new payload might come within the reach of those whom that lets in. */
    @Test
    void theMaskOfAKeyThatMayNotBeSearchedForIsNotChanged() {
        refuseSearch(Errno.EACCES);
        assertRefused(Errno.EACCES, () -> entries.put(NAME, payload("new"), MASK));
        assertEquals("old", text());
    }

    /** The key is still there: the search for it is refused for its own permissions. */
    @Test
    void aTimeoutThatIsRefusedIsToldIfTheKeyMayNotBeSearchedForAnyMore() {
        doAnswer(call -> {
                    refuseSearch(Errno.EACCES);
                    throw new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.EACCES.number(), "a key");
                })
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        EntryPolicy timed = EntryPolicy.NONE.expiringIn(Duration.ofHours(1));
        String told = assertThrows(KeyringException.class, () -> entries.put(NAME, payload("new"), timed))
                .getMessage();
        assertTrue(told.startsWith("the entry is replaced, but its key has not got"), told);
    }
}
