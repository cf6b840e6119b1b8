package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

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

/** Which keys and keyrings are accepted, by the owner that the kernel shows or hides. */
class AcceptedOwnersTest {
    private static final int KEY = 8;
    private static final int RING = 7;
    private static final int ABOVE = 6;
    private static final Description NAME = Description.of("web");

    private final Keyctl keyctl = mock(Keyctl.class);
    private final KernelKey key = new KernelKey(keyctl, KEY);
    private final Keyring keyring = new Keyring(keyctl, RING);
    private final Keyring above = new Keyring(keyctl, ABOVE);

    @BeforeEach
    void theProcessIsOneUsers() {
        when(keyctl.effectiveUser()).thenReturn(1000);
    }

    private Owners ours(boolean isSessionShared) {
        return Owners.of(keyctl, Set.of(2000), isSessionShared);
    }

    private void describe(int serial, String text) {
        when(keyctl.describe(serial)).thenReturn(bytes(text));
    }

    private void hides(int serial, Errno errno) {
        when(keyctl.describe(serial)).thenThrow(new RefusedCall("KEYCTL_DESCRIBE", errno.number(), "web"));
    }

    @Test
    void theProcesssUserRootAndNamedUsersAreAccepted() {
        for (int accepted : new int[] {1000, 0, 2000}) {
            assertTrue(ours(false).include(accepted));
        }
        assertFalse(ours(false).include(4711));
        assertTrue(Owners.all(false).include(4711));
    }

    @Test
    void whereAllAreAcceptedNoOwnerIsAskedForOrRemembered() {
        Owners all = Owners.all(false);
        assertTrue(all.includeAll());
        assertFalse(ours(false).includeAll());
        all.remember(key, NAME);
        assertFalse(all.isKnown(KEY, NAME));
        assertEquals(Optional.of(true), all.include(key, NAME));
        verify(keyctl, never()).describe(anyInt());
    }

    @Test
    void anAcceptedKeyIsAskedForOnce() {
        describe(KEY, "user;1000;0;3f010000;web");
        Owners owners = ours(false);
        assertEquals(Optional.of(true), owners.include(key, NAME));
        clearInvocations(keyctl);
        assertEquals(Optional.of(true), owners.include(key, NAME));
        verify(keyctl, never()).describe(anyInt());
    }

    @Test
    void anotherUsersKeyIsNotAcceptedAndNotRemembered() {
        describe(KEY, "user;4711;0;3f010000;web");
        Owners owners = ours(false);
        assertEquals(Optional.of(false), owners.include(key, NAME));
        assertFalse(owners.isKnown(KEY, NAME));
    }

    /** Whoever reads it hears that it is dead. */
    @ParameterizedTest
    @EnumSource(names = {"ENOKEY", "EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED"})
    void aKeyThatHasJustDiedIsAccepted(Errno errno) {
        hides(KEY, errno);
        assertEquals(Optional.of(true), ours(false).include(key, NAME));
    }

    @Test
    void anyOtherRefusalToShowTheOwnerIsPassedOn() {
        hides(KEY, Errno.EPERM);
        assertThrows(KeyctlException.class, () -> ours(false).include(key, NAME));
    }

    @Test
    void aKeyThatHidesItsOwnerIsAcceptedAndRememberedInAKeyringOfOursAlone() {
        hides(KEY, Errno.EACCES);
        describe(RING, "keyring;1000;0;3f010000;shop");
        Owners owners = ours(false);
        assertEquals(Optional.empty(), owners.include(key, NAME));
        assertTrue(owners.include(key, NAME, keyring));
        assertTrue(owners.isKnown(KEY, NAME));
    }

    @Test
    void aKeyThatHidesItsOwnerIsRefusedWhereOthersMayHaveLinkedIt() {
        hides(KEY, Errno.EACCES);
        describe(RING, "keyring;1000;0;3f010000;shop");
        assertFalse(ours(true).include(key, NAME, keyring));
        describe(RING, "keyring;1000;0;3f010004;shop");
        assertFalse(ours(false).include(key, NAME, keyring));
        describe(RING, "keyring;4711;0;3f010000;shop");
        Owners owners = ours(false);
        assertFalse(owners.include(key, NAME, keyring));
        assertFalse(owners.isKnown(KEY, NAME));
    }

    @Test
    void aKeyThatHidesItsOwnerInAKeyringThatHidesItsOwnIsRefused() {
        hides(KEY, Errno.EACCES);
        hides(RING, Errno.EACCES);
        assertFalse(ours(false).include(key, NAME, keyring));
    }

    @Test
    void aKeyringThatIsDeadIsNoReasonToAccept() {
        hides(KEY, Errno.EACCES);
        hides(RING, Errno.EKEYREVOKED);
        assertThrows(KeyctlException.class, () -> ours(false).include(key, NAME, keyring));
    }

    @Test
    void aKeyringThatHidesItsOwnerMayBeNamedBelowOneOfOursAlone() {
        hides(RING, Errno.EACCES);
        describe(ABOVE, "keyring;1000;0;3f010000;shop");
        assertDoesNotThrow(() -> ours(false).require(keyring, "@u/a/b", Optional.of(above)));
        assertThrows(KeyctlException.class, () -> ours(false).require(keyring, "7", Optional.empty()));
        assertThrows(KeyctlException.class, () -> ours(true).require(keyring, "@u/a/b", Optional.of(above)));
        describe(ABOVE, "keyring;1000;0;3f010400;shop");
        assertThrows(KeyctlException.class, () -> ours(false).require(keyring, "@u/a/b", Optional.of(above)));
    }

    @Test
    void aDeadKeyringMayNotBeNamed() {
        hides(RING, Errno.EKEYREVOKED);
        describe(ABOVE, "keyring;1000;0;3f010000;shop");
        KeyctlException refused =
                assertThrows(KeyctlException.class, () -> ours(false).require(keyring, "@u/a/b", Optional.of(above)));
        assertTrue(refused.getMessage().contains("keyring @u/a/b"), refused.getMessage());
    }

    @Test
    void aRefusalNamesBothUsersAndTheSetting() {
        describe(RING, "keyring;4711;0;3f010000;shop");
        KeyringException refused =
                assertThrows(KeyringException.class, () -> ours(false).require(keyring, "@u/shop", Optional.empty()));
        assertTrue(
                refused.getMessage()
                        .startsWith("keyring @u/shop (7) belongs to user 4711, not to this process's user 1000,"),
                refused.getMessage());
        assertTrue(refused.getMessage().endsWith("set owners=4711"), refused.getMessage());
    }

    /** Where the user namespace does not map the process's user. */
    @Test
    void aRefusalDoesNotNameAUserWhoIsNotTold() {
        when(keyctl.effectiveUser()).thenReturn(Keyctl.NO_USER);
        describe(RING, "keyring;4711;0;3f010000;shop");
        KeyringException refused =
                assertThrows(KeyringException.class, () -> ours(false).require(keyring, "@u/shop", Optional.empty()));
        assertTrue(refused.getMessage().contains("not to this process's user,"), refused.getMessage());
    }

    @Test
    void aKeyThatHidesItsOwnerIsNotChangedEither() {
        hides(KEY, Errno.EACCES);
        describe(RING, "keyring;4711;0;3f010000;shop");
        KeyringException refused =
                assertThrows(KeyringException.class, () -> ours(false).requireOwn(key, NAME, keyring));
        assertTrue(refused.getMessage().contains("belongs to a user that it hides"), refused.getMessage());
    }

    @Test
    void aSharedSessionIsRefusedUnlessThatIsAllowed() {
        describe(Keyctl.SESSION_KEYRING, "keyring;4711;-1;3f130000;_ses");
        assertThrows(KeyringException.class, () -> ours(false).requireOwnSession(keyctl));
        assertThrows(KeyringException.class, () -> Owners.all(false).requireOwnSession(keyctl));
        assertDoesNotThrow(() -> ours(true).requireOwnSession(keyctl));
        describe(Keyctl.SESSION_KEYRING, "keyring;1000;-1;3f130000;_ses");
        assertDoesNotThrow(() -> ours(false).requireOwnSession(keyctl));
    }

    @Test
    void aSessionThatHidesItsOwnerIsTakenForAnothers() {
        hides(Keyctl.SESSION_KEYRING, Errno.EACCES);
        assertTrue(SessionOwner.isAnothers(keyctl));
        assertThrows(KeyctlException.class, () -> SessionOwner.requireOwn(keyctl));
    }

    @Test
    void aSessionOfOneUserIsItsOwn() {
        describe(Keyctl.SESSION_KEYRING, "keyring;1000;-1;3f130000;_ses");
        assertFalse(SessionOwner.isAnothers(keyctl));
        verify(keyctl).keyringId(Keyctl.SESSION_KEYRING, false);
        describe(Keyctl.SESSION_KEYRING, "keyring;1001;-1;3f130000;_ses");
        assertTrue(SessionOwner.isAnothers(keyctl));
    }

    /** It is the newest that are used next, and the map must not grow without end. */
    @Test
    void atMost65536KeysAreRemembered() {
        Owners owners = ours(false);
        for (int serial = 1; serial <= 65_536; serial++) {
            owners.remember(new KernelKey(keyctl, serial), NAME);
        }
        assertTrue(owners.isKnown(1, NAME));
        assertTrue(owners.isKnown(65_536, NAME));
        owners.remember(new KernelKey(keyctl, 65_537), NAME);
        assertFalse(owners.isKnown(1, NAME));
        assertTrue(owners.isKnown(65_537, NAME));
    }
}
