package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.KeyringPath;

/** What a keystore whose changes wait shows of its keyring and of its changes, and what it asks when it is stored. */
class StagedEntriesTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("web"));
    private static final KeyName AHEAD = new KeyName(KeyType.BIG_KEY, Description.of("web"));
    private static final PayloadReader<String> TEXT =
            payload -> StandardCharsets.UTF_8.decode(payload).toString();
    private static final EntryPolicy USUAL = EntryPolicy.NONE.expiringAt(Instant.parse("2099-01-01T00:00:00Z"));

    private final EntryStore stored = mock(EntryStore.class);
    private final StagedEntries staged = new StagedEntries(
            stored,
            new KeyringEntries(new Keyrings(OpenBackend.privateMemory()).at(KeyringPath.of("@u"), false)),
            USUAL);

    @BeforeEach
    void storeAnEntry() {
        when(stored.contains(NAME)).thenReturn(true);
        when(stored.names()).thenReturn(List.of(NAME));
        when(stored.read(NAME, TEXT)).thenReturn(Optional.of("stored"));
        when(stored.kept(NAME)).thenReturn(Optional.of(EntryPolicy.NONE));
    }

    private void stage(String text) {
        staged.put(NAME, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), EntryPolicy.NONE);
    }

    @Test
    void aChangeIsShownBeforeWhatIsStored() {
        assertEquals(Optional.of("stored"), staged.read(NAME, TEXT));
        stage("staged");
        assertEquals(Optional.of("staged"), staged.read(NAME, TEXT));
        assertTrue(staged.remove(NAME));
        assertEquals(Optional.empty(), staged.read(NAME, TEXT));
    }

    @Test
    void aHelperIsAskedOnlyForAnEntryThatIsNotChanged() {
        byte[] calloutInfo = {1};
        staged.request(NAME, calloutInfo);
        verify(stored).request(NAME, calloutInfo);
        for (Runnable change : List.<Runnable>of(() -> stage("staged"), () -> staged.remove(NAME))) {
            change.run();
            byte[] other = {2};
            staged.request(NAME, other);
            verify(stored, never()).request(NAME, other);
        }
    }

    @Test
    void whatIsNotThereIsNotRemoved() {
        when(stored.contains(NAME)).thenReturn(false);
        assertFalse(staged.remove(NAME));

        when(stored.contains(NAME)).thenReturn(true);
        staged.flush();
        verify(stored, never()).remove(any());
    }

    @Test
    void aKeyAheadThatIsRemovedTooStandsInNobodysWay() {
        when(stored.contains(AHEAD)).thenReturn(true);
        staged.requireFindable(NAME, Optional.of(AHEAD));
        verify(stored).requireFindable(NAME, Optional.of(AHEAD));
        stage("staged");
        staged.remove(AHEAD);
        staged.requireFindable(NAME, Optional.of(AHEAD));
        verify(stored).requireFindable(NAME, Optional.empty());
    }

    @Test
    void aKeyAheadIsAskedForAgainWhenTheChangeIsStored() {
        staged.requireFindable(NAME, Optional.of(AHEAD));
        stage("staged");
        clearInvocations(stored);

        staged.flush();

        verify(stored).requireFindable(NAME, Optional.of(AHEAD));
        verify(stored).put(any(), any(), eq(EntryPolicy.NONE));
    }

    @Test
    void aKeyAheadThatIsRemovedIsNotAskedForWhenTheChangeIsStored() {
        when(stored.contains(AHEAD)).thenReturn(true);
        staged.requireFindable(NAME, Optional.of(AHEAD));
        stage("staged");
        staged.remove(AHEAD);
        clearInvocations(stored);

        staged.flush();

        verify(stored).requireFindable(NAME, Optional.empty());
        verify(stored).remove(AHEAD);
    }

    /** An entry that replaces another keeps what that one had; a new one gets what the settings say. */
    @Test
    void anEntryThatHasGoneMeanwhileIsStoredAsANewOne() {
        stage("staged");
        when(stored.kept(NAME)).thenReturn(Optional.empty());

        staged.flush();

        verify(stored).put(any(), any(), eq(USUAL));
    }
}
