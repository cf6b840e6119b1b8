package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import org.mockito.stubbing.Stubber;

/** Another process that names a held key again while this one ends it, and what the kernel refuses meanwhile. */
class UnusedKeysTest {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));
    private static final KeyName FIRST = HeldName.next(ENTRY, KeyType.LOGON);
    private static final KeyName SECOND = HeldName.next(ENTRY, KeyType.LOGON);
    private static final RefusedCall SEARCH_REFUSED = new RefusedCall("KEYCTL_SEARCH", Errno.EIO.number(), "the key");
    private static final String MINUTE = "([1-5]?[0-9]s|1m)";

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final Keyring keyring = at(memory);
    private final HeldEntries another = new HeldEntries(keyring, "RAW", true, key -> {});
    private final HeldEntries entries = new HeldEntries(at(keyctl), "RAW", true, key -> {});
    private int first;

    private static Keyring at(Keyctl calls) {
        return new Keyrings(calls).at(KeyringPath.of("@u"), false);
    }

    @BeforeEach
    void makeEntry() {
        first = add(FIRST);
        add(SECOND);
        name(another, FIRST, EntryPolicy.NONE);
    }

    private int add(KeyName held) {
        return memory.addKey(
                bytes("logon"), held.description().bytes(), ByteBuffer.wrap(bytes("secret")), keyring.serial());
    }

    /** Has the entry name a held key. */
    private static void name(HeldEntries by, KeyName held, EntryPolicy policy) {
        HeldKeyNote note = new HeldKeyNote(held.description(), Optional.empty());
        try (Payload payload = EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(note))) {
            by.put(ENTRY, payload.buffer(), policy);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the first key by the second. */
    private void replace() {
        name(entries, SECOND, EntryPolicy.NONE.succeeding(Optional.of(FIRST)));
    }

    private void afterTimeoutOf(int key, Runnable action) {
        doAnswer(call -> {
                    Object nothing = delegatesTo(memory).answer(call);
                    action.run();
                    return nothing;
                })
                .when(keyctl)
                .setTimeout(key, 60);
    }

    private void onSearchForFirst(Stubber answer) {
        answer.when(keyctl)
                .search(
                        anyInt(),
                        aryEq(bytes("logon")),
                        aryEq(FIRST.description().bytes()),
                        anyInt());
    }

    private void refuseToReadEntry() {
        doThrow(new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "the entry"))
                .when(keyctl)
                .read(eq(another.own(ENTRY).orElseThrow().serial()), any());
    }

    private Optional<KeyName> notedOwn() {
        try (StoredEntry entry = another.entry(ENTRY).orElseThrow()) {
            return HeldName.notedOwn(ENTRY, entry);
        }
    }

    private String timeLeft(KeyName held) {
        return memory.timeLeft(
                another.own(held).map(key -> key.serial()).orElseThrow(() -> new AssertionError(held + " has gone")));
    }

    @Test
    void aKeyThatIsReplacedIsGivenAMinuteAndItsSuccessorNone() {
        replace();
        assertTrue(timeLeft(FIRST).matches(MINUTE), timeLeft(FIRST));
        assertEquals("perm", timeLeft(SECOND));
    }

    @Test
    void aKeyThatAnotherProcessNamesBeforeItIsRetiredIsNotRetired() {
        doAnswer(call -> {
                    Object key = delegatesTo(memory).answer(call);
                    name(another, FIRST, EntryPolicy.NONE);
                    return key;
                })
                .when(keyctl)
                .addKey(aryEq(bytes("user")), any(), any(), anyInt());
        replace();
        verify(keyctl, never()).setTimeout(eq(first), anyInt());
        assertEquals("perm", timeLeft(FIRST));
    }

    @Test
    void aKeyThatAnotherProcessNamesWhenItIsRetiredWorksOn() {
        afterTimeoutOf(first, () -> name(another, FIRST, EntryPolicy.NONE));
        replace();
        verify(keyctl).setTimeout(first, 60);
        assertEquals("perm", timeLeft(FIRST));
    }

    @Test
    void aKeyThatIsNamedAgainWorksAsLongAsItsEntry() {
        afterTimeoutOf(
                first,
                () -> name(
                        another,
                        FIRST,
                        EntryPolicy.NONE.expiringIn(Duration.ofHours(2).plusMinutes(30))));
        replace();
        // The kernel tells only whole hours of what is left.
        assertTrue(timeLeft(FIRST).matches("[12]h"), timeLeft(FIRST));
    }

    @Test
    void aKeyThatSeemedLeftBehindAndIsNamedMeanwhileWorksOn() {
        KeyName third = HeldName.next(ENTRY, KeyType.LOGON);
        int left = add(third);
        afterTimeoutOf(left, () -> name(another, third, EntryPolicy.NONE));
        replace();
        verify(keyctl).setTimeout(left, 60);
        assertEquals("perm", timeLeft(third));
    }

    /** Nothing else ends the key here: what else is unused is not looked for beside an entry that may not be read. */
    @Test
    void aKeyThatNoSearchMayFindIsRetiredByTheListing() {
        refuseToReadEntry();
        doThrow(new RefusedCall("KEYCTL_SEARCH", Errno.EACCES.number(), "the key"))
                .when(keyctl)
                .search(anyInt(), aryEq(bytes("logon")), any(), anyInt());
        replace();
        assertTrue(timeLeft(FIRST).matches(MINUTE), timeLeft(FIRST));
    }

    @Test
    void ofSeveralKeysThatNoSearchMayFindTheOneThatWasNamedIsRetired() {
        name(another, SECOND, EntryPolicy.NONE);
        refuseToReadEntry();
        doThrow(new RefusedCall("KEYCTL_SEARCH", Errno.EACCES.number(), "the key"))
                .when(keyctl)
                .search(anyInt(), aryEq(bytes("logon")), any(), anyInt());
        name(entries, FIRST, EntryPolicy.NONE.succeeding(Optional.of(SECOND)));
        assertTrue(timeLeft(SECOND).matches(MINUTE), timeLeft(SECOND));
        assertEquals("perm", timeLeft(FIRST));
    }

    @Test
    void aRefusedSearchForTheKeyIsTold() {
        onSearchForFirst(doThrow(SEARCH_REFUSED));
        String told = assertThrows(KeyringException.class, this::replace).getMessage();
        assertTrue(told.startsWith("the entry is stored, but the key that the kernel held for it before"), told);
        assertTrue(told.contains("keyctl unlink"), told);
    }

    @Test
    void whatIsRefusedOnceIsTriedOnceMore() {
        onSearchForFirst(doThrow(SEARCH_REFUSED).doAnswer(delegatesTo(memory)));
        replace();
        assertTrue(timeLeft(FIRST).matches(MINUTE), timeLeft(FIRST));
    }

    /** The mask of a key that the kernel made lets nobody set a timeout; the keyring can unlink it all the same. */
    @Test
    void aKeyThatCanHaveNoTimeoutIsRemovedWhenItIsReplaced() {
        doThrow(new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.EACCES.number(), "the key"))
                .when(keyctl)
                .setTimeout(eq(first), anyInt());
        replace();
        assertEquals(Optional.empty(), another.own(FIRST));
    }

    /** The new payload is there, and with it the new held key. */
    @Test
    void aKeyIsRetiredAlsoWhenTheEntryIsReplacedWithoutItsMask() {
        doAnswer(delegatesTo(memory))
                .doThrow(new RefusedCall("KEYCTL_SETPERM", Errno.EIO.number(), "the key"))
                .when(keyctl)
                .setPermissions(anyInt(), anyInt());
        EntryPolicy policy = EntryPolicy.NONE.permitting(Permissions.of(0x3f000000));
        String told = assertThrows(
                        KeyringException.class, () -> name(entries, SECOND, policy.succeeding(Optional.of(FIRST))))
                .getMessage();
        assertTrue(told.contains("the entry is replaced"), told);
        assertTrue(timeLeft(FIRST).matches(MINUTE), timeLeft(FIRST));
    }

    @Test
    void theKeyOfAnotherEntryIsNotRetired() {
        KeyName others = HeldName.next(new KeyName(KeyType.USER, Description.of("other")), KeyType.LOGON);
        add(others);
        name(entries, SECOND, EntryPolicy.NONE.succeeding(Optional.of(others)));
        assertEquals("perm", timeLeft(others));
    }

    @Test
    void aNoteOfTheKeyOfAnotherEntryNamesNoPredecessor() {
        KeyName others = HeldName.next(new KeyName(KeyType.USER, Description.of("other")), KeyType.LOGON);
        add(others);
        assertEquals(Optional.of(FIRST), notedOwn());
        name(another, others, EntryPolicy.NONE);
        assertEquals(Optional.empty(), notedOwn());
        assertEquals(Optional.empty(), entries.kept(ENTRY).orElseThrow().predecessor());
    }

    /** Of an entry that may not be read the one key that does not end soon is the current one. */
    @Test
    void theKeyOfAnEntryThatMayNotBeReadIsTheOneThatDoesNotEndSoon() {
        refuseToReadEntry();
        assertEquals(Optional.empty(), entries.kept(ENTRY).orElseThrow().predecessor());
        memory.setTimeout(first, 60);
        assertEquals(Optional.of(SECOND), entries.kept(ENTRY).orElseThrow().predecessor());
        // A key that has just been retired has a whole minute left.
        doReturn("1m").when(keyctl).timeLeft(first);
        assertEquals(Optional.of(SECOND), entries.kept(ENTRY).orElseThrow().predecessor());
    }
}
