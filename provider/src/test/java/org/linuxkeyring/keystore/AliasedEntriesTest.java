package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.testing.TestCertificates;
import org.mockito.InOrder;

/** The keys that a lookup or change asks for, in their order. */
class AliasedEntriesTest {
    private static final KeyName USER = new KeyName(KeyType.USER, Description.of("x"));
    private static final KeyName BIG_KEY = new KeyName(KeyType.BIG_KEY, Description.of("x"));
    private static final PayloadReader<Integer> SIZE = ByteBuffer::remaining;

    private final EntryStore store = mock(EntryStore.class);
    private final Keyctl keyctl = mock(Keyctl.class);
    private final AliasedEntries entries = new AliasedEntries(
            new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), ""), store, new KeyTypeProbe(keyctl));
    private final EntryChanges changes = new EntryChanges(Settings.of(List.of()), entries, store);

    @BeforeEach
    void kernelHasBigKeysAndNoEntries() {
        kernelAnswersTheProbe(Errno.EINVAL);
        when(store.read(any(), any())).thenReturn(Optional.empty());
        when(store.kept(any(), any())).thenReturn(Optional.empty());
        when(store.key(any())).thenReturn(Optional.empty());
    }

    private void kernelAnswersTheProbe(Errno errno) {
        when(keyctl.addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING)))
                .thenThrow(new RefusedCall("add_key", errno.number(), "probe"));
    }

    private static Payload secret(int size) throws KeyStoreException {
        return EntryEncoder.secretKey(new SecretKeySpec(new byte[size], "AES"), null, Instant.EPOCH, Set.of());
    }

    private void put(Payload payload) throws KeyStoreException {
        Optional<EntryChanges.Current> current = changes.current("x");
        changes.put(current, changes.requirePlace("x", current, payload), payload, EntryPolicy.NONE);
    }

    @Test
    void aUserKeyIsReadByOneLookup() {
        when(store.read(USER, SIZE)).thenReturn(Optional.of(1));

        assertEquals(Optional.of(1), entries.read("x", SIZE));

        verify(store, never()).read(eq(BIG_KEY), any());
        verify(keyctl, never()).addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING));
    }

    @Test
    void aMissIsOneLookupWhereTheKernelHasNoBigKeys() {
        kernelAnswersTheProbe(Errno.ENODEV);

        assertEquals(Optional.empty(), entries.read("x", SIZE));
        assertEquals(Optional.empty(), entries.read("x", SIZE));

        verify(store, never()).read(eq(BIG_KEY), any());
        verify(keyctl).addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING));
    }

    @Test
    void aDeadUserKeyIsToldWhereThereIsNoBigKey() {
        KeyctlException expired = new RefusedCall("KEYCTL_SEARCH", Errno.EKEYEXPIRED.number(), "x");
        when(store.read(USER, SIZE)).thenThrow(expired);
        assertSame(expired, assertThrows(KeyctlException.class, () -> entries.read("x", SIZE)));

        when(store.read(BIG_KEY, SIZE)).thenReturn(Optional.of(2));
        assertEquals(Optional.of(2), entries.read("x", SIZE));
    }

    @Test
    void aUserKeyThatMayNotBeReadIsTold() {
        when(store.read(USER, SIZE)).thenThrow(new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "x"));
        when(store.read(BIG_KEY, SIZE)).thenReturn(Optional.of(2));

        assertThrows(KeyctlException.class, () -> entries.read("x", SIZE));
    }

    @Test
    void whereTheKernelHasNoBigKeysACertificateIsAUserKeyAndWhatDoesNotFitIsRefused() throws Exception {
        kernelAnswersTheProbe(Errno.ENODEV);

        put(EntryEncoder.certificate(TestCertificates.root(), Instant.EPOCH, Set.of()));
        verify(store).put(eq(USER), any(), any());

        KeyStoreException e = assertThrows(KeyStoreException.class, () -> put(secret(50_000)));
        assertTrue(
                e.getMessage()
                        .matches("Entry alias 'x' cannot be stored: it takes 50\\d+ bytes, and a key of type user"
                                + " holds at most 32767\\. This kernel has no type big_key \\(CONFIG_BIG_KEYS\\),"
                                + " whose keys hold"
                                + " 1048575: use one that has, or store fewer certificates in one entry"),
                e.getMessage());
        verify(store, never()).remove(any());
    }

    @Test
    void anEntryThatOutgrowsItsTypeIsWholeBeforeTheOldKeyGoes() throws Exception {
        when(store.kept(USER, TimesLeft.EACH)).thenReturn(Optional.of(EntryPolicy.NONE));

        put(secret(50_000));

        InOrder order = inOrder(store);
        order.verify(store).put(eq(BIG_KEY), any(), any());
        order.verify(store).remove(USER);
    }

    @Test
    void whereTheOldKeyCannotGoTheNewOneDoes() {
        when(store.kept(USER, TimesLeft.EACH)).thenReturn(Optional.of(EntryPolicy.NONE));
        KeyctlException denied = new RefusedCall("KEYCTL_UNLINK", Errno.EACCES.number(), "x");
        doThrow(denied).when(store).remove(USER);
        when(store.own(USER)).thenReturn(Optional.of(new KernelKey(keyctl, 1)));

        assertSame(denied, assertThrows(KeyctlException.class, () -> put(secret(50_000))));

        verify(store).remove(BIG_KEY);
    }

    /** What is refused then is the removal of the key that the kernel held for the entry. */
    @Test
    void whereTheOldKeyIsGoneTheNewOneStays() {
        when(store.kept(USER, TimesLeft.EACH)).thenReturn(Optional.of(EntryPolicy.NONE));
        doThrow(new KeyringException("the entry is removed, but")).when(store).remove(USER);
        when(store.own(USER)).thenReturn(Optional.empty());

        assertThrows(KeyringException.class, () -> put(secret(50_000)));

        verify(store, never()).remove(BIG_KEY);
    }

    @Test
    void aUsedUpQuotaIsToldWithWhatSavesQuota() {
        doThrow(new RefusedCall("add_key", Errno.EDQUOT.number(), "x"))
                .when(store)
                .put(any(), any(), any());

        KeyctlException e = assertThrows(KeyctlException.class, () -> put(secret(16)));
        assertTrue(e.getMessage().contains("set type=big_key"), e.getMessage());
    }

    @Test
    void noHelperIsStartedForAnEntryThatIsABigKey() {
        byte[] info = {1};
        when(store.contains(BIG_KEY)).thenReturn(true);

        entries.request("x", info);
        verify(store, never()).request(any(), any());

        when(store.contains(BIG_KEY)).thenReturn(false);
        entries.request("x", info);
        verify(store).request(USER, info);
    }
}
