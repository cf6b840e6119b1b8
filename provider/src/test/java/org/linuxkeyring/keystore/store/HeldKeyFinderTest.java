package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/** The calls that finding the held key of an entry takes. */
class HeldKeyFinderTest {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final Keyring keyring = new Keyrings(keyctl).at(KeyringPath.of("@u"), false);
    private final KeyringEntries entries = new KeyringEntries(keyring);
    private final HeldKeyFinder finder = new HeldKeyFinder(keyring);

    private int hold(int into) throws Exception {
        return hold(ENTRY, into);
    }

    private int hold(KeyName entry, int into) throws Exception {
        Description held = HeldName.next(entry, KeyType.LOGON).description();
        try (Payload payload =
                EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(new HeldKeyNote(held, Optional.empty())))) {
            memory.addKey(bytes("user"), entry.description().bytes(), payload.buffer(), into);
        }
        return memory.addKey(bytes("logon"), held.bytes(), ByteBuffer.wrap(bytes("secret")), into);
    }

    private Optional<Integer> found() {
        return found(ENTRY);
    }

    private Optional<Integer> found(KeyName name) {
        try (StoredEntry entry = entries.entry(name).orElseThrow()) {
            clearInvocations(keyctl);
            return finder.find(entry).flatMap(HeldKeyFinder.Reference::key).map(KernelKey::serial);
        }
    }

    @Test
    void aKeyThatWasFoundOnceIsFoundByOneSearchFromThenOn() throws Exception {
        int held = hold(keyring.serial());
        assertEquals(Optional.of(held), found());

        assertEquals(Optional.of(held), found());

        verify(keyctl, times(1)).search(anyInt(), any(), any(), anyInt());
        verifyNoMoreInteractions(keyctl);
    }

    @Test
    void theSameIsTrueOfAnEntryInAKeyringBelow() throws Exception {
        int below = memory.addKey(bytes("keyring"), bytes("below"), ByteBuffer.allocate(0), keyring.serial());
        int held = hold(below);
        assertEquals(Optional.of(held), found());

        assertEquals(Optional.of(held), found());

        verify(keyctl, times(1)).search(anyInt(), any(), any(), anyInt());
        verifyNoMoreInteractions(keyctl);
    }

    @Test
    void anEntryThatMovedWithItsKeyIsFoundWhereItIsNow() throws Exception {
        int below = memory.addKey(bytes("keyring"), bytes("below"), ByteBuffer.allocate(0), keyring.serial());
        int held = hold(keyring.serial());
        assertEquals(Optional.of(held), found());
        for (int serial : memory.readKeyring(keyring.serial())) {
            if (serial != below) {
                memory.link(serial, below);
                memory.unlink(serial, keyring.serial());
            }
        }

        assertEquals(Optional.of(held), found());
    }

    @Test
    void aKeyOfThatNameInAnotherKeyringThanTheEntryIsNotTheEntrys() throws Exception {
        int another = memory.addKey(bytes("keyring"), bytes("another"), ByteBuffer.allocate(0), keyring.serial());
        int below = memory.addKey(bytes("keyring"), bytes("below"), ByteBuffer.allocate(0), keyring.serial());
        int held = hold(below);
        memory.link(held, another);
        memory.unlink(held, below);

        assertEquals(Optional.empty(), found());
    }

    @Test
    void anEntryWithAKeyOfItsOwnCostsNothing() {
        memory.addKey(bytes("user"), bytes("token"), ByteBuffer.wrap(bytes("secret")), keyring.serial());

        assertEquals(Optional.empty(), found());

        verifyNoMoreInteractions(keyctl);
    }

    @Test
    void theKeysOfSeveralEntriesAreRemembered() throws Exception {
        KeyName other = new KeyName(KeyType.USER, Description.of("other"));
        for (KeyName each : List.of(ENTRY, other)) {
            assertEquals(Optional.of(hold(each, keyring.serial())), found(each));
        }

        for (KeyName each : List.of(ENTRY, other)) {
            assertTrue(found(each).isPresent());
            verify(keyctl, times(1)).search(anyInt(), any(), any(), anyInt());
            verifyNoMoreInteractions(keyctl);
        }
    }

    /** The entry is linked elsewhere by now, without its key. */
    @Test
    void whatWasFoundInAKeyringThatMayNotBeSearchedAnyMoreDoesNotCount() throws Exception {
        int below = memory.addKey(bytes("keyring"), bytes("below"), ByteBuffer.allocate(0), keyring.serial());
        int held = hold(below);
        assertEquals(Optional.of(held), found());
        int entry = memory.search(below, bytes("user"), bytes("token"), Keyctl.NO_KEY);
        memory.link(entry, keyring.serial());
        doThrow(new RefusedCall("KEYCTL_SEARCH", Errno.EACCES.number(), "the keyring"))
                .when(keyctl)
                .search(eq(below), any(), any(), anyInt());

        assertEquals(Optional.empty(), found());
    }
}
