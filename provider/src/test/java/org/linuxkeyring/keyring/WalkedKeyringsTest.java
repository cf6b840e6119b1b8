package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** What a listing and a search for a name meet in keyrings and those below, by what the kernel answers. */
class WalkedKeyringsTest extends OnAnsweringKernel {
    @Test
    void theProcesssKeyringsListAndFindWhatTheSessionReaches() {
        keyring(USER, "_uid.1000", 8);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        SearchScope process = keyrings.ofProcess();
        assertEquals(
                List.of(8),
                process.list().stream().map(linked -> linked.key().serial()).toList());
        KeyName name = new KeyName(KeyType.USER, Description.of("web"));
        assertEquals(List.of(), process.occurrences(name, new KnownNames()).before());
        assertEquals("the process's keyrings", process.toString());
        assertEquals(Optional.empty(), process.search(KeyType.USER, name.description()));
        when(keyctl.requestKey(eq(bytes("user")), eq(bytes("web")), eq(null), anyInt()))
                .thenReturn(8);
        assertEquals(Optional.of(new KernelKey(keyctl, 8)), process.search(KeyType.USER, name.description()));
    }

    @Test
    void whatASearchMeetsBeforeTheDestinationIsToldFromWhatItMeetsAfterIt() {
        keyring(SESSION, "_ses", SHOP, USER, 9);
        keyring(SHOP, "shop", 8);
        keyring(USER, "_uid.1000", 8);
        keyring(9, "other", 8);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        Occurrences occurrences =
                keyrings.ofProcess().occurrences(new KeyName(KeyType.USER, Description.of("web")), new KnownNames());
        assertEquals(
                List.of(SHOP),
                occurrences.before().stream().map(Keyring::serial).toList());
        assertEquals(
                List.of(9), occurrences.after().stream().map(Keyring::serial).toList());
    }

    /** KEYRING_SEARCH_MAX_DEPTH is 6: what lies deeper no search finds, so it is not listed. */
    @Test
    void aListingGoesAsDeepAsTheKernelsSearch() {
        int deepest = 20 + KeyringWalk.MAX_DEPTH;
        for (int serial = 20; serial <= deepest; serial++) {
            keyring(serial, "k" + serial, 1000 + serial, serial + 1);
        }
        keyring(deepest + 1, "too deep", 1000 + deepest + 1);
        for (int key = 1020; key <= 1000 + deepest + 1; key++) {
            when(keyctl.describe(key)).thenReturn(bytes("user;1000;0;3f010000;k" + key));
            int found = key;
            when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("k" + key)), anyInt()))
                    .thenReturn(found);
        }
        List<LinkedKey> listed = new Keyring(keyctl, 20).list();
        assertEquals(
                List.of(1020, 1021, 1022, 1023, 1024, 1025, 1026),
                listed.stream().map(linked -> linked.key().serial()).toList());
    }

    /** A keyring is visited again where the walk meets it at a smaller depth, from which a search goes deeper. */
    @Test
    void aKeyringThatIsMetAgainHigherUpIsSearchedDeeper() {
        keyring(20, "root", 21, 26);
        for (int serial = 21; serial < 27; serial++) {
            keyring(serial, "k" + serial, serial + 1);
        }
        keyring(27, "k27", 28);
        keyring(28, "k28", 1000);
        when(keyctl.describe(1000)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.search(anyInt(), eq(bytes("user")), any(), anyInt())).thenReturn(1000);
        assertEquals(1, new Keyring(keyctl, 20).list().size());
    }

    @Test
    void aSearchThatIsRefusedHidesAKeyAndOneForWantOfPermissionDoesNot() {
        keyring(SHOP, "shop", 8);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.search(anyInt(), eq(bytes("user")), any(), anyInt())).thenThrow(refusal(Errno.EKEYREJECTED));
        assertEquals(List.of(), new Keyring(keyctl, SHOP).list());
        for (Errno errno : new Errno[] {Errno.EACCES, Errno.EPERM}) {
            doThrow(refusal(errno)).when(keyctl).search(anyInt(), eq(bytes("user")), any(), anyInt());
            assertEquals(1, new Keyring(keyctl, SHOP).list().size());
        }
    }

    @Test
    void whatAListingAcceptedIsKnownToTheNextSearch() {
        Owners owners = Owners.of(keyctl, Set.of(), false);
        keyring(SHOP, "shop", 8, 9);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.describe(9)).thenReturn(bytes("user;4711;0;3f010000;mail"));
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("mail")), anyInt()))
                .thenReturn(9);
        assertEquals(1, new Keyring(keyctl, SHOP, owners, "7").list().size());
        assertTrue(owners.isKnown(8, Description.of("web")));
        assertFalse(owners.isKnown(9, Description.of("mail")));
    }

    @Test
    void anyOtherRefusalToDescribeEndsAListing() {
        keyring(SHOP, "shop", 8);
        when(keyctl.describe(8)).thenThrow(refusal(Errno.EPERM));
        assertThrows(KeyringException.class, () -> new Keyring(keyctl, SHOP).list());
        KeyName name = new KeyName(KeyType.USER, Description.of("web"));
        assertThrows(KeyringException.class, () -> new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()));
    }

    /** The first key grants no search permission, so the one further down is the one that counts. */
    @Test
    void aKeyInWhosePlaceASearchFindsAnotherIsNotListed() {
        keyring(SHOP, "shop", 8, 9);
        keyring(9, "below", 10);
        for (int key : new int[] {8, 10}) {
            when(keyctl.describe(key)).thenReturn(bytes("user;1000;0;3f010000;web"));
        }
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(10);
        assertEquals(
                List.of(10),
                new Keyring(keyctl, SHOP)
                        .list().stream().map(linked -> linked.key().serial()).toList());
    }

    @Test
    void aKnownKeyThatNoSearchFindsAnyMoreIsNotListed() {
        keyring(SHOP, "shop", 8);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        KnownNames known = new KnownNames();
        Keyring shop = new Keyring(keyctl, SHOP);
        assertEquals(1, shop.list(known).size());
        when(keyctl.search(anyInt(), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(Keyctl.NO_KEY);
        assertEquals(List.of(), shop.list(known));
    }

    @Test
    void aKeyIsDescribedOnceToLookForKeyringsOfAName() {
        keyring(SHOP, "shop", 8);
        when(keyctl.describe(8)).thenReturn(bytes("user;1000;0;3f010000;web"));
        KeyName name = new KeyName(KeyType.USER, Description.of("mail"));
        KnownNames known = new KnownNames();
        Keyring shop = new Keyring(keyctl, SHOP);
        shop.occurrences(name, known);
        clearInvocations(keyctl);
        shop.occurrences(name, known);
        verify(keyctl, never()).describe(8);
    }

    /** A search goes through a keyring that grants no read permission. */
    @Test
    void aKeyringThatMayNotBeReadHasAnOccurrenceIfASearchFindsOne() {
        keyring(SHOP, "shop", 9);
        keyring(9, "closed");
        when(keyctl.readKeyring(9)).thenThrow(refusal(Errno.EACCES));
        KeyName name = new KeyName(KeyType.USER, Description.of("web"));
        assertEquals(
                List.of(),
                new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()).after());
        when(keyctl.search(eq(9), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        assertEquals(
                List.of(9),
                new Keyring(keyctl, SHOP)
                        .occurrences(name, new KnownNames()).after().stream()
                                .map(Keyring::serial)
                                .toList());
        doThrow(refusal(Errno.EPERM)).when(keyctl).readKeyring(9);
        assertThrows(KeyringException.class, () -> new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()));
    }

    @Test
    void aKeyringBelowThatMayNotBeReadIsPassedOverAndAnyOtherRefusalIsNot() {
        keyring(SHOP, "shop", 9);
        keyring(9, "below");
        for (Errno errno : new Errno[] {Errno.EACCES, Errno.ENOKEY, Errno.EKEYREVOKED, Errno.EKEYEXPIRED}) {
            doThrow(refusal(errno)).when(keyctl).readKeyring(9);
            assertEquals(List.of(), new Keyring(keyctl, SHOP).list());
        }
        doThrow(refusal(Errno.EPERM)).when(keyctl).readKeyring(9);
        assertThrows(KeyringException.class, () -> new Keyring(keyctl, SHOP).list());
    }
}
