package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** A keystore that never writes answers questions as any does, and passes no change on. */
class ReadOnlyEntriesTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("web"));

    private final EntryStore entries = mock(EntryStore.class);
    private final EntryStore readOnly = new ReadOnlyEntries(entries);

    @Test
    void questionsArePassedOn() {
        KernelKey key = new KernelKey(mock(Keyctl.class), 7);
        Keyctl.PayloadReader<String> reader = payload -> "read";
        StoredEntry entry = mock(StoredEntry.class);
        KeyringSnapshot snapshot = mock(KeyringSnapshot.class);
        assertFalse(readOnly.contains(NAME));
        when(entries.contains(NAME)).thenReturn(true);
        when(entries.read(NAME, reader)).thenReturn(Optional.of("read"));
        when(entries.entry(NAME)).thenReturn(Optional.of(entry));
        when(entries.names()).thenReturn(List.of(NAME));
        when(entries.key(NAME)).thenReturn(Optional.of(key));
        when(entries.snapshot()).thenReturn(Optional.of(snapshot));
        assertTrue(readOnly.contains(NAME));
        assertEquals(Optional.of("read"), readOnly.read(NAME, reader));
        assertSame(entry, readOnly.entry(NAME).orElseThrow());
        assertEquals(List.of(NAME), readOnly.names());
        assertEquals(Optional.of(key), readOnly.key(NAME));
        assertSame(snapshot, readOnly.snapshot().orElseThrow());
        Keyring keyring = new Keyring(mock(Keyctl.class), 3);
        when(entries.keyring()).thenReturn(Optional.of(keyring));
        assertSame(keyring, readOnly.keyring().orElseThrow());
        byte[] calloutInfo = {1};
        readOnly.request(NAME, calloutInfo);
        verify(entries).request(NAME, calloutInfo);
    }

    @Test
    void changesAreRefusedWithTheSettingToChange() {
        List<Executable> changes = List.of(
                () -> readOnly.requireFindable(NAME, Optional.empty()),
                () -> readOnly.requireGone(NAME),
                () -> readOnly.hold(NAME, ByteBuffer.allocate(1), EntryPolicy.NONE),
                () -> readOnly.put(NAME, ByteBuffer.allocate(1), EntryPolicy.NONE),
                () -> readOnly.remove(NAME));
        for (Executable change : changes) {
            String refused = assertThrows(KeyringException.class, change).getMessage();
            assertTrue(refused.contains("writes=never"), refused);
        }
        verifyNoInteractions(entries);
    }

    @Test
    void itHasNoEntryOfItsOwnToReplace() {
        assertEquals(Optional.empty(), readOnly.own(NAME));
        assertEquals(Optional.empty(), readOnly.kept(NAME));
    }
}
