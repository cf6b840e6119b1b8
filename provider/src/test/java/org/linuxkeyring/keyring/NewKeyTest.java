package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
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
import org.mockito.InOrder;

/** Keys and keyrings that are made elsewhere and then brought to their place, and who may come first. */
class NewKeyTest {
    private static final int OF_THREAD = 5;
    private static final int STAGING = 6;
    private static final int SERIAL = 7;
    private static final int MADE = 8;
    private static final int OLD = 9;
    private static final Description NAME = Description.of("web");

    private final Keyctl keyctl = mock(Keyctl.class);
    private Owners owners;
    private Keyring keyring;

    @BeforeEach
    void aKeyIsMadeInAStagingKeyring() {
        when(keyctl.effectiveUser()).thenReturn(1000);
        owners = Owners.of(keyctl, Set.of(), false);
        keyring = new Keyring(keyctl, SERIAL, owners, "7");
        when(keyctl.keyringId(Keyctl.THREAD_KEYRING, true)).thenReturn(OF_THREAD);
        when(keyctl.addKey(any(), any(), any(), eq(OF_THREAD))).thenReturn(STAGING);
        when(keyctl.addKey(any(), any(), any(), eq(STAGING))).thenReturn(MADE);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[0]);
    }

    private Optional<KernelKey> put() {
        return keyring.putNew(KeyType.USER, NAME, ByteBuffer.allocate(1), made -> made.setTimeout(60));
    }

    private void moveFails(Errno errno) {
        doThrow(refusal(errno)).when(keyctl).move(MADE, STAGING, SERIAL);
    }

    private static KeyctlException refusal(Errno errno) {
        return new RefusedCall("KEYCTL_MOVE", errno.number(), "web");
    }

    private void aLiveKeyIsThere() {
        when(keyctl.links(eq(SERIAL), anyInt())).thenThrow(refusal(Errno.EACCES));
        when(keyctl.search(eq(SERIAL), any(), any(), anyInt())).thenReturn(OLD);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {OLD});
        when(keyctl.describe(OLD)).thenReturn(bytes("user;1000;0;3f010000;web"));
    }

    @Test
    void aKeyHasItsPolicyBeforeAnyoneFindsIt() {
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
        InOrder calls = inOrder(keyctl);
        calls.verify(keyctl).addKey(eq(bytes("user")), eq(bytes("web")), any(), eq(STAGING));
        calls.verify(keyctl).setTimeout(MADE, 60);
        calls.verify(keyctl).move(MADE, STAGING, SERIAL);
        calls.verify(keyctl).unlink(STAGING, OF_THREAD);
        assertTrue(owners.isKnown(MADE, NAME));
    }

    @Test
    void aKeyWhoseTimeIsOverBeforeItIsLinkedHasEndedAsItWasTo() {
        moveFails(Errno.EKEYEXPIRED);
        when(keyctl.search(eq(STAGING), any(), any(), anyInt())).thenThrow(refusal(Errno.EKEYEXPIRED));
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
        verify(keyctl, never()).link(MADE, SERIAL);
    }

    /** Where the name's last key is dead, or the kernel has no KEYCTL_MOVE, the key is linked. */
    @ParameterizedTest
    @EnumSource(names = {"EEXIST", "EOPNOTSUPP"})
    void aKeyWhoseTimeIsOverBeforeItReplacesADeadOneHasEndedToo(Errno errno) {
        moveFails(errno);
        doThrow(refusal(Errno.EKEYEXPIRED)).when(keyctl).link(MADE, SERIAL);
        when(keyctl.search(anyInt(), any(), any(), anyInt())).thenThrow(refusal(Errno.EKEYEXPIRED));
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
    }

    @Test
    void aKeyWhoseTimeIsOverBeforeItsPolicyIsSetHasEndedToo() {
        doThrow(refusal(Errno.EKEYEXPIRED)).when(keyctl).setTimeout(MADE, 60);
        when(keyctl.search(eq(STAGING), any(), any(), anyInt())).thenThrow(refusal(Errno.ENOKEY));
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
    }

    @Test
    void aKeyThatLivesIsRefusedByAKeyringThatHasExpired() {
        moveFails(Errno.EKEYEXPIRED);
        when(keyctl.search(eq(STAGING), any(), any(), anyInt())).thenReturn(MADE);
        assertEquals(
                Errno.EKEYEXPIRED,
                assertThrows(KeyctlException.class, this::put).errno());
    }

    @Test
    void aKeyWhosePolicyIsRefusedIsNotLinked() {
        doThrow(refusal(Errno.EACCES)).when(keyctl).setTimeout(MADE, 60);
        assertThrows(KeyctlException.class, this::put);
        verify(keyctl, never()).move(anyInt(), anyInt(), anyInt());
        verify(keyctl).unlink(STAGING, OF_THREAD);
    }

    /** It ends with the thread anyhow. */
    @Test
    void aStagingKeyringThatCannotBeUnlinkedIsNoFailure() {
        doThrow(refusal(Errno.EACCES)).when(keyctl).unlink(STAGING, OF_THREAD);
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
    }

    @Test
    void aLiveKeyThatCameFirstStays() {
        aLiveKeyIsThere();
        moveFails(Errno.EEXIST);
        assertEquals(Optional.empty(), put());
        verify(keyctl, never()).link(anyInt(), anyInt());
    }

    @Test
    void aDeadKeyGivesWay() {
        moveFails(Errno.EEXIST);
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
        verify(keyctl).link(MADE, SERIAL);
        assertTrue(owners.isKnown(MADE, NAME));
    }

    /** KEYCTL_MOVE came with Linux 5.3. */
    @Test
    void aKernelThatDoesNotMoveKeysLinksThem() {
        moveFails(Errno.EOPNOTSUPP);
        assertEquals(Optional.of(new KernelKey(keyctl, MADE)), put());
        verify(keyctl).link(MADE, SERIAL);
    }

    @Test
    void aRestrictedKeyringIsTold() {
        when(keyctl.addKey(any(), any(), any(), eq(Keyctl.USER_KEYRING))).thenThrow(refusal(Errno.EINVAL));
        moveFails(Errno.EPERM);
        String refused = assertThrows(KeyctlException.class, this::put).getMessage();
        assertTrue(refused.contains("The keyring is restricted"), refused);
    }

    @Test
    void anyOtherRefusalIsPassedOn() {
        moveFails(Errno.EACCES);
        assertEquals(
                Errno.EACCES, assertThrows(KeyctlException.class, this::put).errno());
        verify(keyctl, never()).link(anyInt(), anyInt());
    }

    @Test
    void anothersLiveKeyIsNotReplacedByANewOne() {
        aLiveKeyIsThere();
        when(keyctl.describe(OLD)).thenReturn(bytes("user;4711;0;3f010000;web"));
        assertThrows(KeyringException.class, this::put);
        verify(keyctl, never()).keyringId(Keyctl.THREAD_KEYRING, true);
    }

    @Test
    void aKeyThatDisplacesAnotherHasItsMaskBeforeItIsLinked() {
        when(keyctl.addKey(any(), any(), any(), eq(SERIAL))).thenThrow(refusal(Errno.EDQUOT));
        aLiveKeyIsThere();
        when(keyctl.describe(OLD)).thenReturn(bytes("big_key;1000;0;3f030000;web"));
        when(keyctl.describe(MADE)).thenReturn(bytes("big_key;1000;0;3f010000;web"));
        assertEquals(new KernelKey(keyctl, MADE), keyring.put(KeyType.BIG_KEY, NAME, ByteBuffer.allocate(1)));
        InOrder calls = inOrder(keyctl);
        calls.verify(keyctl).addKey(any(), any(), any(), eq(SERIAL));
        calls.verify(keyctl).setPermissions(MADE, 0x3f030000);
        calls.verify(keyctl).link(MADE, SERIAL);
        verify(keyctl, times(1)).addKey(any(), any(), any(), eq(SERIAL));
    }

    @Test
    void aKeyringIsMadeElsewhereAndMoved() {
        assertEquals(MADE, keyring.childOrNew("web").serial());
        verify(keyctl).move(MADE, STAGING, SERIAL);
    }

    @Test
    void whereKeyringsCannotBeMovedOneIsMadeInItsPlace() {
        moveFails(Errno.EOPNOTSUPP);
        when(keyctl.addKey(eq(bytes("keyring")), eq(bytes("web")), any(), eq(SERIAL)))
                .thenReturn(10);
        assertEquals(10, keyring.childOrNew("web").serial());
    }

    @Test
    void aKeyringThatOthersMakeAndRemoveIsGivenUpAfterAHundredAttempts() {
        moveFails(Errno.EEXIST);
        String refused = assertThrows(KeyringException.class, () -> keyring.childOrNew("web"))
                .getMessage();
        assertTrue(refused.contains("over and over"), refused);
        verify(keyctl, times(100)).move(MADE, STAGING, SERIAL);
    }

    /** A new keyring would displace it, and orphan what it links. */
    @Test
    void aLiveKeyringThatMayNotBeSearchedStays() {
        moveFails(Errno.EEXIST);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {OLD});
        when(keyctl.describe(OLD)).thenReturn(bytes("keyring;1000;0;37373737;web"));
        String refused = assertThrows(KeyringException.class, () -> keyring.childOrNew("web"))
                .getMessage();
        assertTrue(refused.contains("may not be searched") && refused.contains("setperm " + OLD), refused);
        doThrow(refusal(Errno.EKEYREVOKED)).when(keyctl).search(eq(SERIAL), any(), any(), anyInt());
        assertThrows(KeyringException.class, () -> keyring.childOrNew("web"));
        doThrow(refusal(Errno.EACCES)).when(keyctl).search(eq(SERIAL), any(), any(), anyInt());
        assertThrows(KeyringException.class, () -> keyring.childOrNew("web"));
    }

    @Test
    void aDeadKeyringIsUnlinkedOnlyIfItIsTheOnlyOne() {
        doThrow(refusal(Errno.EEXIST)).doNothing().when(keyctl).move(MADE, STAGING, SERIAL);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {OLD});
        when(keyctl.describe(OLD)).thenThrow(refusal(Errno.EKEYREVOKED));
        assertEquals(MADE, keyring.childOrNew("web").serial());
        verify(keyctl).unlink(OLD, SERIAL);

        moveFails(Errno.EEXIST);
        when(keyctl.readKeyring(SERIAL)).thenReturn(new int[] {OLD, 10});
        when(keyctl.describe(10)).thenThrow(refusal(Errno.EACCES));
        String refused = assertThrows(KeyringException.class, () -> keyring.childOrNew("web"))
                .getMessage();
        assertTrue(refused.contains("one of [key 9, key 10]"), refused);
        verify(keyctl, never()).unlink(10, SERIAL);
    }
}
