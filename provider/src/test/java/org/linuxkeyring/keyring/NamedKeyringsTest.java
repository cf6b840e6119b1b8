package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.KeyringPath;

/** Which keyring a path means, and what is said where there is none, by what the kernel answers. */
class NamedKeyringsTest extends OnAnsweringKernel {
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

    /** Threads that load keystores at the same time may all find that they lack the keyring; one links it first. */
    @Test
    void aKeyringThatAnotherThreadHasLinkedMeanwhileIsTaken() {
        when(keyctl.readKeyring(SESSION)).thenReturn(new int[0], new int[] {SHOP});
        searchFinds(SESSION, "shop", SHOP);
        assertEquals(SHOP, keyrings.at(KeyringPath.of("7"), false).serial());
    }

    @Test
    void theUserKeyringThatAnotherThreadHasLinkedMeanwhileIsTaken() {
        when(keyctl.readKeyring(SESSION)).thenReturn(new int[0], new int[] {USER});
        searchFinds(Keyctl.USER_KEYRING, "shop", SHOP);
        searchFinds(SESSION, "_uid.1000", USER);
        assertEquals(SHOP, keyrings.at(KeyringPath.of("7"), false).serial());
    }

    @Test
    void noOtherKeyringOfThatNameIsDisplacedInTheSession() {
        keyring(8, "shop");
        keyring(SESSION, "_ses", 8);
        searchFinds(SESSION, "shop", 8);
        assertTrue(refusalOf("7").contains("it would displace the keyring of the same name"), refusalOf("7"));
        verify(keyctl, never()).link(anyInt(), anyInt());
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
    void theRemedyForAMissingKeyringNamesTheOneAboveItAsKeyctlTakesIt() {
        searchFinds(USER, "shop", SHOP);
        keyring(USER, "_uid.1000", SHOP);
        keyring(SHOP, "shop");
        when(keyctl.persistentKeyring(-1, SESSION)).thenReturn(SHOP);
        keyring(SESSION, "_ses", USER, SHOP);
        doReturn(9).when(keyctl).keyringId(Keyctl.THREAD_KEYRING, false);
        keyring(9, "_tid");
        for (String[] each : new String[][] {
            {"@u/none", "in @u. Make it: keyctl newring none @u, or"},
            {"@u/shop/none", "in " + SHOP + ". Make it: keyctl newring none " + SHOP + ", or"},
            {"@persistent/none", "in " + SHOP + ". Make it: keyctl newring none " + SHOP + ", or"},
            {"@t/none", "in @t. No other process can make it: set create=true"}
        }) {
            assertTrue(refusalOf(each[0]).contains(each[1]), refusalOf(each[0]));
        }
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
        for (String[] each :
                new String[][] {{"@u", "keyring @u cannot be removed"}, {"@u/none", "keyring @u/none does not exist"}
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
}
