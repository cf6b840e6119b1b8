package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.kernel.Keyctl;
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
        Description held = HeldName.next(ENTRY, KeyType.LOGON).description();
        try (Payload payload =
                EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(new HeldKeyNote(held, Optional.empty())))) {
            memory.addKey(bytes("user"), bytes("token"), payload.buffer(), into);
        }
        return memory.addKey(bytes("logon"), held.bytes(), ByteBuffer.wrap(bytes("secret")), into);
    }

    private Optional<Integer> found() {
        try (StoredEntry entry = entries.entry(ENTRY).orElseThrow()) {
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
}
