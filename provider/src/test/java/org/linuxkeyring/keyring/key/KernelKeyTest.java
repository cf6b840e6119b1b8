package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.spec.Permissions;
import org.mockito.InOrder;

/** Which calls the operations on one key make, and what they make of the kernel's answers. */
class KernelKeyTest {
    private static final int SERIAL = 8;
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("web"));

    private final Keyctl keyctl = mock(Keyctl.class);
    private final KernelKey key = new KernelKey(keyctl, SERIAL);

    private void isDescribedAs(String text) {
        when(keyctl.describe(SERIAL)).thenReturn(bytes(text));
    }

    @Test
    void theMaskIsSetLastSinceItMayForbidTheOtherChanges() {
        key.set(Optional.of(60), Optional.of(1000), Optional.of(100), Optional.of(Permissions.of(0x3f000000)));
        InOrder calls = inOrder(keyctl);
        calls.verify(keyctl).setTimeout(SERIAL, 60);
        calls.verify(keyctl).chown(SERIAL, 1000, 100);
        calls.verify(keyctl).setPermissions(SERIAL, 0x3f000000);
    }

    @Test
    void whatIsAbsentIsNotSet() {
        key.set(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        verifyNoInteractions(keyctl);
    }

    @ParameterizedTest
    @CsvSource({"1000, , 1000, -1", ", 100, -1, 100"})
    void ownerAndGroupAreSetByThemselves(Integer uid, Integer gid, int setUid, int setGid) {
        key.set(Optional.empty(), Optional.ofNullable(uid), Optional.ofNullable(gid), Optional.empty());
        key.chown(Optional.ofNullable(uid), Optional.ofNullable(gid));
        verify(keyctl, times(2)).chown(SERIAL, setUid, setGid);
        verify(keyctl, never()).setTimeout(anyInt(), anyInt());
        verify(keyctl, never()).setPermissions(anyInt(), anyInt());
    }

    @ParameterizedTest
    @CsvSource({"1001, 100, 1001, -1", "1000, 101, -1, 101", "1001, 101, 1001, 101"})
    void ownerAndGroupOfAnotherKeyAreTakenOnWhereTheyDiffer(int uid, int gid, int setUid, int setGid) {
        isDescribedAs("user;1000;100;3f010000;web");
        key.takeAfter(KeyMetadata.parse(bytes("user;" + uid + ";" + gid + ";3f030000;web")));
        InOrder calls = inOrder(keyctl);
        calls.verify(keyctl).chown(SERIAL, setUid, setGid);
        calls.verify(keyctl).setPermissions(SERIAL, 0x3f030000);
    }

    /** KEYCTL_CHOWN takes a privilege even if it changes nothing. */
    @Test
    void ownerAndGroupAreLeftAloneWhereTheyAreTheSame() {
        isDescribedAs("user;1000;100;3f010000;web");
        key.takeAfter(KeyMetadata.parse(bytes("user;1000;100;3f030000;web")));
        verify(keyctl, never()).chown(anyInt(), anyInt(), anyInt());
        verify(keyctl).setPermissions(SERIAL, 0x3f030000);
    }

    @Test
    void aKeyIsNamedByTypeAndDescription() {
        isDescribedAs("user;1000;100;3f010000;web");
        assertTrue(key.isNamed(NAME));
        isDescribedAs("logon;1000;100;3f010000;web");
        assertFalse(key.isNamed(NAME));
        isDescribedAs("user;1000;100;3f010000;web2");
        assertFalse(key.isNamed(NAME));
    }

    @ParameterizedTest
    @EnumSource(names = {"EACCES", "ENOKEY", "EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED"})
    void aKeyThatDoesNotShowItsNameHasNone(Errno errno) {
        when(keyctl.describe(SERIAL)).thenThrow(new RefusedCall("KEYCTL_DESCRIBE", errno.number(), "web"));
        assertFalse(key.isNamed(NAME));
    }

    @Test
    void anyOtherRefusalToShowTheNameIsPassedOn() {
        when(keyctl.describe(SERIAL)).thenThrow(new RefusedCall("KEYCTL_DESCRIBE", Errno.EPERM.number(), "web"));
        assertThrows(KeyctlException.class, () -> key.isNamed(NAME));
    }

    @Test
    void theTimeoutIsSetAndItsRestIsRead() {
        key.setTimeout(600);
        verify(keyctl).setTimeout(SERIAL, 600);
        when(keyctl.timeLeft(SERIAL)).thenReturn("9m");
        assertEquals(Optional.of(new TimeLeft(Duration.ofMinutes(9), Duration.ofMinutes(10))), key.timeLeft());
    }

    @Test
    void thePrivateOperationReturnsWhatTheKernelAnswers() {
        when(keyctl.pkeyDecrypt(eq(SERIAL), eq(bytes("enc=raw")), eq(ByteBuffer.wrap(bytes("in"))), any()))
                .thenAnswer(call -> call.<Keyctl.PayloadReader<?>>getArgument(3).read(ByteBuffer.wrap(bytes("out"))));
        assertArrayEquals(bytes("out"), key.rawPrivateOperation(bytes("in")));
    }

    @Test
    void theKernelTellsItsOperationsAndTheKeysSize() {
        ByteBuffer struct = ByteBuffer.allocate(Keyctl.PKEY_QUERY_SIZE).order(ByteOrder.nativeOrder());
        when(keyctl.pkeyQuery(eq(SERIAL), eq(bytes("enc=raw")))).thenReturn(struct.array());
        struct.putInt(0, 0x0d).putInt(4, 2048);
        assertEquals(new PublicKeyOperations(2048, false), key.publicKeyQuery());
        struct.putInt(0, 0x0f);
        assertEquals(new PublicKeyOperations(2048, true), key.publicKeyQuery());
    }

    @Test
    void aSocketIsOfThisKey() {
        AlgorithmSocket socket = mock(AlgorithmSocket.class);
        when(keyctl.algorithmSocket("hash", "hmac(sha256)", SERIAL, 0)).thenReturn(socket);
        assertSame(socket, key.algorithmSocket("hash", "hmac(sha256)", 0));
    }

    @Test
    void keysOfDifferentSerialsAreSpreadInHashTables() {
        assertNotEquals(key.hashCode(), new KernelKey(keyctl, SERIAL + 1).hashCode());
    }

    @Test
    void aMessageNamesTheSerial() {
        assertEquals("key 8", key.toString());
    }
}
