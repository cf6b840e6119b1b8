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
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/** Which keyring a path means, and what is said where there is none, by what the kernel answers. */
class NamedKeyringsTest {
    private static final int SESSION = 100;
    private static final int USER = 101;
    private static final int SHOP = 7;

    private final Keyctl keyctl = mock(Keyctl.class);
    private final Keyrings keyrings = new Keyrings(keyctl);

    @BeforeEach
    void theSessionLinksTheUserKeyring() {
        for (int none : new int[] {Keyctl.THREAD_KEYRING, Keyctl.PROCESS_KEYRING}) {
            when(keyctl.keyringId(none, false)).thenThrow(refusal(Errno.ENOKEY));
        }
        when(keyctl.keyringId(Keyctl.SESSION_KEYRING, false)).thenReturn(SESSION);
        when(keyctl.keyringId(Keyctl.USER_KEYRING, false)).thenReturn(USER);
        when(keyctl.effectiveUser()).thenReturn(1000);
        keyring(SESSION, "_ses", USER);
        keyring(USER, "_uid.1000");
        keyring(SHOP, "shop");
        when(keyctl.describe(Keyctl.SESSION_KEYRING)).thenReturn(bytes("keyring;1000;0;3f010000;_ses"));
    }

    private static RefusedCall refusal(Errno errno) {
        return new RefusedCall("keyctl", errno.number(), "a keyring");
    }

    private void keyring(int serial, String name, int... links) {
        when(keyctl.describe(serial)).thenReturn(bytes("keyring;1000;0;3f010000;" + name));
        when(keyctl.readKeyring(serial)).thenReturn(links);
    }

    private void searchFinds(int in, String keyring, int found) {
        when(keyctl.search(eq(in), eq(bytes("keyring")), eq(bytes(keyring)), anyInt()))
                .thenReturn(found);
    }

    private String refusalOf(String path) {
        return assertThrows(KeyringException.class, () -> keyrings.at(KeyringPath.of(path), false))
                .getMessage();
    }

    @Test
    void aKeyringThatTheProcessLacksDoesNotExist() {
        doThrow(refusal(Errno.ENOKEY)).when(keyctl).keyringId(Keyctl.USER_SESSION_KEYRING, false);
        assertTrue(refusalOf("@us").startsWith("keyring @us does not exist"), refusalOf("@us"));
    }

    @Test
    void anyOtherRefusalIsToldOfTheKeyringAsItIsWritten() {
        doThrow(refusal(Errno.EKEYREVOKED)).when(keyctl).keyringId(Keyctl.USER_SESSION_KEYRING, false);
        String refused = refusalOf("@us");
        assertTrue(refused.contains("keyring @us failed: EKEYREVOKED"), refused);
    }

    @Test
    void aKeyThatIsNoKeyringIsNone() {
        when(keyctl.describe(9)).thenReturn(bytes("user;1000;0;3f010000;web"));
        assertTrue(refusalOf("9").startsWith("9 is no keyring but a key of type user"), refusalOf("9"));
    }

    @Test
    void thePersistentKeyringIsLinkedIntoTheSession() {
        when(keyctl.persistentKeyring(-1, SESSION)).thenReturn(SHOP);
        keyring(SESSION, "_ses", USER, SHOP);
        assertEquals(SHOP, keyrings.at(KeyringPath.of("@persistent"), false).serial());
    }

    @Test
    void thePersistentKeyringIsNotLinkedIntoAnotherUsersSession() {
        when(keyctl.describe(Keyctl.SESSION_KEYRING)).thenReturn(bytes("keyring;4711;0;3f010000;_ses"));
        assertTrue(refusalOf("@persistent").contains("belongs to user 4711"), refusalOf("@persistent"));
        verify(keyctl, never()).persistentKeyring(anyInt(), anyInt());
    }

    @Test
    void aKeyringOfThisProcessAloneIsMadeWhereThatIsAskedFor() {
        when(keyctl.keyringId(Keyctl.PROCESS_KEYRING, true)).thenReturn(SHOP);
        assertEquals(SHOP, keyrings.at(KeyringPath.of("@p"), true).serial());
        String refused = refusalOf("@p");
        assertTrue(refused.contains("keyring @p does not exist"), refused);
    }

    @Test
    void aKeyringThatIsNotPossessedIsLinkedIntoTheSession() {
        keyring(SESSION, "_ses");
        assertEquals(SHOP, keyrings.at(KeyringPath.of("7"), false).serial());
        verify(keyctl).link(SHOP, SESSION);
    }

    @Test
    void ofAKeyringBelowTheUserKeyringThatOneIsLinked() {
        keyring(SESSION, "_ses");
        searchFinds(Keyctl.USER_KEYRING, "shop", SHOP);
        keyrings.at(KeyringPath.of("7"), false);
        verify(keyctl).link(USER, SESSION);
        verify(keyctl, never()).link(eq(SHOP), anyInt());
    }

    @Test
    void aKeyringThatASearchReachesIsNotLinkedAgain() {
        keyring(USER, "_uid.1000", SHOP);
        keyrings.at(KeyringPath.of("7"), false);
        verify(keyctl, never()).link(anyInt(), anyInt());
    }

    @Test
    void nothingIsLinkedIntoAnotherUsersSession() {
        keyring(SESSION, "_ses");
        when(keyctl.describe(Keyctl.SESSION_KEYRING)).thenReturn(bytes("keyring;4711;0;3f010000;_ses"));
        assertTrue(refusalOf("7").contains("belongs to user 4711"), refusalOf("7"));
        verify(keyctl, never()).link(anyInt(), anyInt());
    }

    @Test
    void aNameIsLookedForInTheUserKeyringWhereTheProcessFindsAnothersOnly() {
        when(keyctl.requestKey(eq(bytes("keyring")), eq(bytes("shop")), eq(null), anyInt()))
                .thenReturn(9);
        when(keyctl.describe(9)).thenReturn(bytes("keyring;4711;0;3f010000;shop"));
        searchFinds(Keyctl.USER_KEYRING, "shop", SHOP);
        keyring(USER, "_uid.1000", SHOP);
        Keyrings ours = new Keyrings(keyctl, Owners.of(keyctl, Set.of(), false));
        assertEquals(SHOP, ours.at(KeyringPath.of("%keyring:shop"), false).serial());
    }

    @Test
    void aNameThatNeitherHasDoesNotExist() {
        assertTrue(
                refusalOf("%keyring:shop").startsWith("keyring %keyring:shop does not exist: neither"),
                refusalOf("%keyring:shop"));
    }

    @Test
    void aKeyringIsUnlinkedFromTheOneAboveIt() {
        keyring(USER, "_uid.1000", SHOP);
        searchFinds(USER, "shop", SHOP);
        searchFinds(SHOP, "web", 8);
        keyring(SHOP, "shop", 8);
        keyring(8, "web");
        keyrings.remove(KeyringPath.of("@u/shop/web"));
        verify(keyctl).unlink(8, SHOP);
    }

    @Test
    void whatIsNotThereOrBelowNoneIsNotRemoved() {
        for (String[] each : new String[][] {
            {"@u", "keyring @u cannot be removed"}, {"@u/none", "keyring @u/none does not exist"}
        }) {
            String refused = assertThrows(KeyringException.class, () -> keyrings.remove(KeyringPath.of(each[0])))
                    .getMessage();
            assertTrue(refused.startsWith(each[1]), refused);
        }
        verify(keyctl, never()).unlink(anyInt(), anyInt());
    }

    @Test
    void aTreeBeginsAtTheKeyringOfAPath() {
        keyring(USER, "_uid.1000", SHOP);
        searchFinds(USER, "shop", SHOP);
        assertEquals(
                List.of(SHOP),
                keyrings.trees(KeyringPath.of("@u/shop")).stream()
                        .map(KeyringTree::serial)
                        .toList());
        assertEquals(
                List.of(SESSION),
                keyrings.ofProcess().trees().stream().map(KeyringTree::serial).toList());
    }

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
        Occurrences occurrences = keyrings.ofProcess()
                .occurrences(new KeyName(KeyType.USER, Description.of("web")), new KnownNames());
        assertEquals(
                List.of(SHOP), occurrences.before().stream().map(Keyring::serial).toList());
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
        assertThrows(
                KeyringException.class, () -> new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()));
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
        assertEquals(List.of(), new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()).after());
        when(keyctl.search(eq(9), eq(bytes("user")), eq(bytes("web")), anyInt()))
                .thenReturn(8);
        assertEquals(
                List.of(9),
                new Keyring(keyctl, SHOP)
                        .occurrences(name, new KnownNames()).after().stream()
                                .map(Keyring::serial)
                                .toList());
        doThrow(refusal(Errno.EPERM)).when(keyctl).readKeyring(9);
        assertThrows(
                KeyringException.class, () -> new Keyring(keyctl, SHOP).occurrences(name, new KnownNames()));
    }
}
