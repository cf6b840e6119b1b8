package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;

/** Whether add_key(2) may replace what a keyring has under a name, by what the kernel shows of it. */
class OwnKeysTest {
    private static final int SERIAL = 7;
    private static final int KEY = 8;
    private static final int BELOW = 9;
    private static final int OWN = 1000;
    private static final Description NAME = Description.of("web");

    private final Keyctl keyctl = mock(Keyctl.class);
    private Keyring keyring;
    private Owners owners;

    @BeforeEach
    void theProcessIsOneUsers() {
        when(keyctl.effectiveUser()).thenReturn(OWN);
        owners = Owners.of(keyctl, Set.of(), false);
        keyring = new Keyring(keyctl, SERIAL, owners, "7");
        describe(SERIAL, "keyring;" + OWN + ";0;3f010000;shop");
    }

    private boolean mayBeUpdated() {
        return new OwnKeys(keyctl, owners, KeyType.USER, NAME).mayBeUpdatedIn(keyring);
    }

    private void describe(int key, String text) {
        when(keyctl.describe(key)).thenReturn(bytes(text));
    }

    private void searchFinds(int key) {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(key);
    }

    private void searchFails(Errno errno) {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenThrow(refusal(errno));
    }

    private static KeyctlException refusal(Errno errno) {
        return new RefusedCall("keyctl", errno.number(), "web");
    }

    private void links(int... serials) {
        when(keyctl.readKeyring(SERIAL)).thenReturn(serials);
        when(keyctl.links(eq(SERIAL), anyInt())).thenCallRealMethod();
    }

    @Test
    void aNameThatIsFreeMayBeUsed() {
        searchFinds(Keyctl.NO_KEY);
        assertTrue(mayBeUpdated());
    }

    @Test
    void aKeyOfOursMayBeUpdated() {
        searchFinds(KEY);
        links(BELOW, KEY);
        describe(KEY, "user;1000;0;3f010000;web");
        assertTrue(mayBeUpdated());
    }

    @Test
    void anotherUsersKeyThatIsLinkedMayNot() {
        searchFinds(KEY);
        links(BELOW, KEY);
        describe(KEY, "user;4711;0;3f010000;web");
        KeyringException refused = assertThrows(KeyringException.class, this::mayBeUpdated);
        assertTrue(
                refused.getMessage().contains("belongs to user 4711, not to this process's user 1000"),
                refused.getMessage());
    }

    @Test
    void anotherUsersKeyFurtherDownIsNotTouchedByAnUpdate() {
        searchFinds(KEY);
        links(BELOW);
        describe(BELOW, "keyring;1000;0;3f010000;below");
        describe(KEY, "user;4711;0;3f010000;web");
        assertTrue(mayBeUpdated());
    }

    /** A search passes over a key that it may not find, and finds the one below. */
    @Test
    void anotherUsersKeyOfThatNameBeforeTheOneFurtherDownMayNotBeUpdated() {
        searchFinds(KEY);
        links(10);
        describe(10, "user;4711;0;37373737;web");
        assertThrows(KeyringException.class, this::mayBeUpdated);
    }

    @Test
    void aKeyOfOursBeforeTheOneFurtherDownMayBeUpdated() {
        searchFinds(KEY);
        links(10, 11);
        describe(10, "user;4711;0;37373737;mail");
        describe(11, "user;1000;0;37373737;web");
        assertTrue(mayBeUpdated());
    }

    /** It may be the key of that name, and any owner's. */
    @Test
    void whereAKeyHasExpiredBeforeTheOneFurtherDownNothingIsUpdated() {
        searchFinds(KEY);
        links(10);
        when(keyctl.describe(10)).thenThrow(refusal(Errno.EKEYEXPIRED));
        assertFalse(mayBeUpdated());
    }

    @Test
    void whatVanishesMeanwhileIsPassedOverAndWhatTheKernelRefusesIsNot() {
        searchFinds(KEY);
        links(10);
        when(keyctl.describe(10)).thenThrow(refusal(Errno.ENOKEY));
        assertTrue(mayBeUpdated());
        doThrow(refusal(Errno.EPERM)).when(keyctl).describe(10);
        assertThrows(KeyctlException.class, this::mayBeUpdated);
    }

    @Test
    void whatAKeyringThatMayNotBeReadFindsIsTakenForItsOwn() {
        searchFinds(KEY);
        when(keyctl.links(eq(SERIAL), anyInt())).thenThrow(refusal(Errno.EACCES));
        describe(KEY, "user;1000;0;3f010000;web");
        assertTrue(mayBeUpdated());
        describe(KEY, "user;4711;0;3f010000;web");
        theProcessIsOneUsers();
        assertThrows(KeyringException.class, this::mayBeUpdated);
    }

    @Test
    void anyOtherRefusalToReadTheKeyringIsPassedOn() {
        searchFinds(KEY);
        describe(KEY, "user;1000;0;3f010000;web");
        when(keyctl.links(eq(SERIAL), anyInt())).thenThrow(refusal(Errno.EPERM));
        assertThrows(KeyctlException.class, this::mayBeUpdated);
    }

    @Test
    void whatHasExpiredIsDisplacedAndWhatWasRevokedIsReplaced() {
        searchFails(Errno.EKEYEXPIRED);
        assertFalse(mayBeUpdated());
        reset(keyctl);
        searchFails(Errno.EKEYREVOKED);
        assertTrue(mayBeUpdated());
    }

    @ParameterizedTest
    @EnumSource(names = {"EACCES", "EKEYREJECTED"})
    void whatNoSearchMayFindIsUpdatedIfItShowsThatItIsOurs(Errno errno) {
        searchFails(errno);
        links(KEY);
        describe(KEY, "user;1000;0;37373737;web");
        assertTrue(mayBeUpdated());
        describe(KEY, "user;1000;0;37373737;mail");
        assertFalse(mayBeUpdated());
    }

    @Test
    void whatNoSearchMayFindAndIsAnothersIsNotUpdated() {
        searchFails(Errno.EACCES);
        links(KEY);
        describe(KEY, "user;4711;0;37373737;web");
        assertThrows(KeyringException.class, this::mayBeUpdated);
    }

    @Test
    void anyOtherRefusalOfTheSearchIsPassedOn() {
        searchFails(Errno.EPERM);
        assertEquals(
                Errno.EPERM,
                assertThrows(KeyctlException.class, this::mayBeUpdated).errno());
    }

    @Test
    void whereAllUsersCountNothingIsLookedUp() {
        searchFails(Errno.EPERM);
        owners = Owners.all(false);
        assertTrue(mayBeUpdated());
    }

    private Optional<Integer> first() {
        return new OwnKeys(keyctl, owners, KeyType.USER, NAME)
                .first(List.of(keyring))
                .map(KernelKey::serial);
    }

    /** The kernel's search ends at the first key of a name. */
    @Test
    void aKeyOfOursBelowAnothersIsFoundKeyringByKeyring() {
        searchFinds(KEY);
        links(KEY, 10, BELOW);
        describe(KEY, "user;4711;0;3f010000;web");
        when(keyctl.describe(10)).thenThrow(refusal(Errno.EACCES));
        describe(BELOW, "keyring;1000;0;3f010000;below");
        when(keyctl.search(eq(BELOW), any(), any(), anyInt())).thenReturn(11);
        when(keyctl.readKeyring(BELOW)).thenReturn(new int[] {11});
        describe(11, "user;1000;0;3f010000;web");
        assertEquals(Optional.of(11), first());
    }

    @Test
    void whereNoneIsOursNoneIsFound() {
        searchFinds(KEY);
        links(KEY);
        describe(KEY, "user;4711;0;3f010000;web");
        assertEquals(Optional.empty(), first());
        searchFinds(Keyctl.NO_KEY);
        assertEquals(Optional.empty(), first());
    }

    @Test
    void aSearchPassesOverWhatTheKernelsSearchDoesAndEndsAtAnyOtherRefusal() {
        searchFails(Errno.EKEYEXPIRED);
        assertEquals(Optional.empty(), first());
        doThrow(refusal(Errno.EPERM)).when(keyctl).search(eq(SERIAL), any(), any(), anyInt());
        assertThrows(KeyctlException.class, this::first);

        doReturn(KEY).when(keyctl).search(eq(SERIAL), any(), any(), anyInt());
        links(KEY, BELOW);
        describe(KEY, "user;4711;0;3f010000;web");
        when(keyctl.describe(BELOW)).thenThrow(refusal(Errno.EPERM));
        assertThrows(KeyctlException.class, this::first);
    }
}
