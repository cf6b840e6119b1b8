package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
import org.linuxkeyring.spec.Restriction;

/** What a keyring makes of the kernel's refusals: which of them are an answer, and which are passed on. */
class RefusedKeyringTest {
    private static final int SERIAL = 7;
    private static final int KEY = 8;
    private static final Description NAME = Description.of("web");

    private final Keyctl keyctl = mock(Keyctl.class);
    private final Keyring keyring = new Keyring(keyctl, SERIAL);
    private final KernelKey key = new KernelKey(keyctl, KEY);

    @BeforeEach
    void linksAreTakenFromTheKeyring() {
        when(keyctl.links(anyInt(), anyInt())).thenCallRealMethod();
    }

    private static KeyctlException refusal(Errno errno) {
        return new RefusedCall("keyctl", errno.number(), "web");
    }

    private void searchFails(Errno errno) {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenThrow(refusal(errno));
    }

    private static void assertPassedOn(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(KeyctlException.class, call).errno());
    }

    @Test
    void aKeyringLinksWhatItsPayloadLists() {
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {5, KEY});
        assertTrue(keyring.links(key));
        assertFalse(keyring.links(new KernelKey(keyctl, 6)));
    }

    @Test
    void whatAKeyringThatMayNotBeReadLinksIsAssumed() {
        when(keyctl.readKeyring(SERIAL)).thenThrow(refusal(Errno.EACCES));
        assertTrue(keyring.links(key));
    }

    @Test
    void aRevokedKeyringDoesNotTellWhatItLinks() {
        when(keyctl.readKeyring(SERIAL)).thenThrow(refusal(Errno.EKEYREVOKED));
        assertPassedOn(Errno.EKEYREVOKED, () -> keyring.links(key));
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOENT", "ENOKEY"})
    void aKeyThatIsNoLongerLinkedCountsAsNotRemoved(Errno errno) {
        doThrow(refusal(errno)).when(keyctl).unlink(KEY, SERIAL);
        assertFalse(keyring.unlink(key));
    }

    @Test
    void aKeyringThatMayNotBeWrittenIsToldWhenAKeyIsRemoved() {
        doThrow(refusal(Errno.EACCES)).when(keyctl).unlink(KEY, SERIAL);
        assertPassedOn(Errno.EACCES, () -> keyring.unlink(key));
    }

    @ParameterizedTest
    @EnumSource(names = {"EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED"})
    void aDeadKeyIsNotTheKeyringsOwn(Errno errno) {
        searchFails(errno);
        assertEquals(Optional.empty(), keyring.own(KeyType.USER, NAME));
    }

    @Test
    void aKeyringThatMayNotBeSearchedDoesNotTellItsOwnKey() {
        searchFails(Errno.EACCES);
        assertPassedOn(Errno.EACCES, () -> keyring.own(KeyType.USER, NAME));
    }

    @ParameterizedTest
    @EnumSource(names = {"EKEYEXPIRED", "EKEYREVOKED"})
    void aDeadKeyIsRequestedAnew(Errno errno) {
        searchFails(errno);
        keyring.request(KeyType.USER, NAME, bytes("info"));
        verify(keyctl).requestKey(eq(bytes("user")), eq(bytes("web")), eq(bytes("info")), eq(SERIAL));
    }

    @Test
    void aKeyThatIsThereIsNotRequested() {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(KEY);
        keyring.request(KeyType.USER, NAME, bytes("info"));
        verify(keyctl, never()).requestKey(any(), any(), any(), anyInt());
    }

    @Test
    void nothingIsRequestedWhereTheSearchIsRefused() {
        searchFails(Errno.EACCES);
        assertPassedOn(Errno.EACCES, () -> keyring.request(KeyType.USER, NAME, bytes("info")));
        verify(keyctl, never()).requestKey(any(), any(), any(), anyInt());
    }

    @Test
    void anotherUsersKeyElsewhereIsNoReasonToRequestNothingOnceOwnersAreNotAsked() {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(Keyctl.NO_KEY);
        when(keyctl.requestKey(any(), any(), eq(null), anyInt())).thenReturn(KEY);
        when(keyctl.describe(KEY)).thenReturn(bytes("user;4711;0;3f3f3f3f;web"));
        keyring.request(KeyType.USER, NAME, bytes("info"));
        verify(keyctl).requestKey(eq(bytes("user")), eq(bytes("web")), eq(bytes("info")), eq(SERIAL));
    }

    @Test
    void aKeyOfOursElsewhereIsLinkedByRequestingIt() {
        when(keyctl.effectiveUser()).thenReturn(1000);
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(Keyctl.NO_KEY);
        when(keyctl.requestKey(any(), any(), eq(null), anyInt())).thenReturn(KEY);
        when(keyctl.describe(KEY)).thenReturn(bytes("user;1000;0;3f3f3f3f;web"));
        ofOurs().request(KeyType.USER, NAME, bytes("info"));
        verify(keyctl).requestKey(eq(bytes("user")), eq(bytes("web")), eq(bytes("info")), eq(SERIAL));
    }

    @Test
    void whereTheProcesssKeyringsHoldADeadKeyItIsRequestedAnew() {
        when(keyctl.effectiveUser()).thenReturn(1000);
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(Keyctl.NO_KEY);
        when(keyctl.requestKey(any(), any(), eq(null), anyInt())).thenThrow(refusal(Errno.EKEYEXPIRED));
        ofOurs().request(KeyType.USER, NAME, bytes("info"));
        verify(keyctl).requestKey(eq(bytes("user")), eq(bytes("web")), eq(bytes("info")), eq(SERIAL));
    }

    private Keyring ofOurs() {
        return new Keyring(keyctl, SERIAL, Owners.of(keyctl, Set.of(), false), "7");
    }

    @Test
    void aKeyringIsRestrictedOnce() {
        assertTrue(keyring.restrict(Restriction.REJECT));
        doThrow(refusal(Errno.EEXIST)).when(keyctl).restrictKeyring(eq(SERIAL), any(), any());
        assertFalse(keyring.restrict(Restriction.REJECT));
        doThrow(refusal(Errno.EACCES)).when(keyctl).restrictKeyring(eq(SERIAL), any(), any());
        assertPassedOn(Errno.EACCES, () -> keyring.restrict(Restriction.REJECT));
    }

    @Test
    void aRestrictionIsATypeAndItsSchemeOrNeither() {
        keyring.restrict(Restriction.REJECT);
        verify(keyctl).restrictKeyring(SERIAL, null, null);
        keyring.restrict(Restriction.of("asymmetric:builtin_trusted"));
        verify(keyctl).restrictKeyring(eq(SERIAL), eq(bytes("asymmetric")), eq(bytes("builtin_trusted")));
    }

    @Test
    void aRefusedKeyIsTriedOnce() {
        when(keyctl.addKey(any(), any(), any(), anyInt())).thenThrow(refusal(Errno.EACCES));
        assertPassedOn(Errno.EACCES, () -> keyring.put(KeyType.USER, NAME, ByteBuffer.allocate(1)));
        assertPassedOn(Errno.EACCES, () -> keyring.newKeyring("below"));
        verify(keyctl, times(2)).addKey(any(), any(), any(), anyInt());
    }

    @Test
    void aKeyThatIsReplacedOverAndOverIsGivenUpAfterAHundredAttempts() {
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(KEY);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {KEY});
        doThrow(refusal(Errno.ENOENT)).when(keyctl).unlink(KEY, SERIAL);
        assertThrows(KeyringException.class, () -> keyring.remove(KeyType.USER, NAME));
        verify(keyctl, times(100)).unlink(KEY, SERIAL);
    }

    @Test
    void aMessageNamesAKeyringAsTheSettingsDo() {
        assertEquals("keyring 7", keyring.toString());
        assertEquals("keyring @u/shop (7)", new Keyring(keyctl, SERIAL, Owners.ALL, "@u/shop").toString());
    }

    @Test
    void whatARestrictionRefusesHasARemedyOnlyWhereKeysMayBeAddedElsewhere() {
        when(keyctl.addKey(any(), any(), any(), eq(SERIAL))).thenThrow(refusal(Errno.EPERM));
        when(keyctl.addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING))).thenThrow(refusal(Errno.EINVAL));
        KeyctlException restricted = assertThrows(KeyctlException.class, () -> keyring.newKeyring("below"));
        assertTrue(restricted.getMessage().contains("The keyring is restricted"), restricted.getMessage());

        when(keyctl.addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING))).thenThrow(refusal(Errno.EPERM));
        KeyctlException filtered = assertThrows(KeyctlException.class, () -> keyring.newKeyring("below"));
        assertFalse(filtered.getMessage().contains("The keyring is restricted"), filtered.getMessage());
    }

    @Test
    void aMovedKeyIsKnownToBeOurs() {
        when(keyctl.effectiveUser()).thenReturn(1000);
        Owners owners = Owners.of(keyctl, Set.of(), false);
        Keyring destination = new Keyring(keyctl, SERIAL, owners, "7");
        destination.take(key, NAME, new Keyring(keyctl, 9));
        verify(keyctl).move(KEY, 9, SERIAL);
        assertTrue(owners.isKnown(KEY, NAME));
    }

    @Test
    void theSameSerialOfAnotherBackendIsAnotherKey() {
        assertEquals(key, new KernelKey(keyctl, KEY));
        assertEquals(key.hashCode(), new KernelKey(keyctl, KEY).hashCode());
        assertFalse(key.equals(new KernelKey(mock(Keyctl.class), KEY)));
        assertFalse(key.equals(new KernelKey(keyctl, 9)));
        assertSame(keyring, keyring.destination());
    }
}
