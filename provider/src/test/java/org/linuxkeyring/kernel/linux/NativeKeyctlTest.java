package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

class NativeKeyctlTest {
    private static final long ADD_KEY = 248;
    private static final long REQUEST_KEY = 249;
    private static final long KEYCTL = 250;

    private final FakeKernel kernel = new FakeKernel();
    private final Keyctl keyctl = kernel.keyctl();

    /** Returns a payload that does not occur in any message, type or description of this class. */
    private static byte[] secret(int size) {
        byte[] secret = new byte[size];
        Arrays.fill(secret, (byte) 'Z');
        return secret;
    }

    private static int addUser(Keyctl keyctl, byte[] payload) {
        return keyctl.addKey(bytes("user"), bytes("name"), ByteBuffer.wrap(payload), -4);
    }

    /** Answers each KEYCTL_READ with the next size, and writes a payload of that size if it fits. */
    private void payloadsOfSizes(Integer... sizes) {
        Iterator<Integer> size = List.of(sizes).iterator();
        kernel.answering(call -> {
            int next = size.next();
            if (next <= (long) call.getArgument(4)) {
                kernel.write(call.getArgument(3), secret(next));
            }
            return (long) next;
        });
    }

    static Stream<Arguments> operationsWithoutMemory() {
        return Stream.of(
                operation(k -> k.keyringId(-3, true), 0, -3, 1, 0, 0),
                operation(k -> k.keyringId(-3, false), 0, -3, 0, 0, 0),
                operation(k -> k.joinSessionKeyring(null), 1, 0, 0, 0, 0),
                operation(k -> k.revoke(7), 3, 7, 0, 0, 0),
                operation(k -> k.chown(7, -1, 100), 4, 7, -1, 100, 0),
                operation(k -> k.setPermissions(7, 0x3f010000), 5, 7, 0x3f010000, 0, 0),
                operation(k -> k.clear(-4), 7, -4, 0, 0, 0),
                operation(k -> k.link(7, -3), 8, 7, -3, 0, 0),
                operation(k -> k.unlink(7, -3), 9, 7, -3, 0, 0),
                operation(k -> k.setTimeout(7, 60), 15, 7, 60, 0, 0),
                operation(k -> k.invalidate(7), 21, 7, 0, 0, 0),
                operation(k -> k.persistentKeyring(-1, -3), 22, -1, -3, 0, 0));
    }

    private static Arguments operation(Consumer<Keyctl> use, long code, long a2, long a3, long a4, long a5) {
        return Arguments.of(use, code, a2, a3, a4, a5);
    }

    @ParameterizedTest
    @MethodSource("operationsWithoutMemory")
    void eachOperationPassesItsCodeAndArguments(Consumer<Keyctl> use, long code, long a2, long a3, long a4, long a5) {
        kernel.answering(call -> 1L);

        use.accept(keyctl);

        verify(kernel.calls).call(KEYCTL, code, a2, a3, a4, a5);
    }

    @Test
    void capabilitiesAreWhatTheKernelWroteAndNoMore() {
        kernel.answering(call -> {
            assertEquals(31L, (long) call.getArgument(1));
            assertTrue((long) call.getArgument(3) >= 2);
            kernel.write(call.getArgument(2), new byte[] {(byte) 0xff, 3});
            return 2L;
        });

        assertArrayEquals(new byte[] {(byte) 0xff, 3}, keyctl.capabilities());
    }

    @Test
    void capabilitiesOfALaterKernelAreCutWhereTheRoomEnds() {
        kernel.answering(call -> (long) call.getArgument(3) + 1);

        assertEquals(16, keyctl.capabilities().length);
    }

    @Test
    void addKeyPassesStringsEndedByNulAndThePayload() {
        kernel.answering(call -> {
            assertEquals(ADD_KEY, (long) call.getArgument(0));
            assertArrayEquals(bytes("user\0"), kernel.bytesAt(call.getArgument(1), 5));
            assertArrayEquals(bytes("name\0"), kernel.bytesAt(call.getArgument(2), 5));
            assertArrayEquals(bytes("ZZZ"), kernel.bytesAt(call.getArgument(3), 3));
            assertEquals(3L, (long) call.getArgument(4));
            assertEquals(-4L, (long) call.getArgument(5));
            return 42L;
        });

        assertEquals(42, addUser(keyctl, secret(3)));
    }

    @Test
    void requestKeyPassesItsStringsAndNullWhereThereIsNoCalloutInfo() {
        kernel.answering(call -> {
            assertEquals(REQUEST_KEY, (long) call.getArgument(0));
            assertArrayEquals(bytes("user\0name\0"), kernel.bytesAt(call.getArgument(1), 10));
            long calloutInfo = call.getArgument(3);
            return calloutInfo == 0 ? 1L : kernel.bytesAt(calloutInfo, 5)[4] == 0 ? 2L : 3L;
        });

        assertEquals(1, keyctl.requestKey(bytes("user"), bytes("name"), null, -3));
        assertEquals(2, keyctl.requestKey(bytes("user"), bytes("name"), bytes("info"), -3));
    }

    @Test
    void joiningTheSessionKeyringOneHasAnswersItsSerial() {
        kernel.answering(call -> (long) call.getArgument(1) == 1 ? 0L : 77L);

        assertEquals(77, keyctl.joinSessionKeyring(bytes("session")));
        verify(kernel.calls).call(KEYCTL, 0, -3, 0, 0, 0);
    }

    @Test
    void eintrIsRetried() {
        Iterator<Long> results = List.of(-4L, -4L, 42L).iterator();
        kernel.answering(call -> results.next());

        assertEquals(42, keyctl.keyringId(-3, false));
        verify(kernel.calls, times(3)).call(KEYCTL, 0, -3, 0, 0, 0);
    }

    @Test
    void aMissIsNoKey() {
        kernel.answering(call -> -126L);

        assertEquals(Keyctl.NO_KEY, keyctl.requestKey(bytes("user"), bytes("name"), null, 0));
        assertEquals(Keyctl.NO_KEY, keyctl.search(-4, bytes("user"), bytes("name"), 0));
        assertThrows(KeyctlException.class, () -> keyctl.revoke(7));
    }

    @Test
    void readIsOneSystemCallForAnyUserPayload() {
        payloadsOfSizes(Keyctl.MAX_USER_PAYLOAD);

        assertEquals(Keyctl.MAX_USER_PAYLOAD, keyctl.read(7, ByteBuffer::remaining));
        verify(kernel.calls, times(1)).call(anyLong(), anyLong(), anyLong(), anyLong(), anyLong(), anyLong());
    }

    @Test
    void readGrowsUntilAPayloadThatGrowsMeanwhileFits() {
        payloadsOfSizes(50_000, 60_000, 60_000);

        byte[] read = keyctl.read(7, payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        });

        assertArrayEquals(secret(60_000), read);
        assertTrue(kernel.isWiped());
    }

    @Test
    void describeDropsTheNul() {
        kernel.answering(call -> {
            kernel.write(call.getArgument(3), bytes("user;0;0;3f010000;name\0"));
            return 23L;
        });

        assertArrayEquals(bytes("user;0;0;3f010000;name"), keyctl.describe(7));
    }

    @Test
    void aKeyringsSerialsAreInTheMachinesByteOrder() {
        kernel.answering(call -> {
            ByteBuffer serials = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            kernel.write(call.getArgument(3), serials.putInt(11).putInt(12).array());
            return 8L;
        });

        assertArrayEquals(new int[] {11, 12}, keyctl.readKeyring(-4));
    }

    @Test
    void memoryIsReusedAndItsAddressTakenOnce() {
        kernel.answering(call -> 42L);

        addUser(keyctl, secret(3));
        addUser(keyctl, secret(3_000));
        keyctl.search(-4, bytes("user"), bytes("name"), 0);

        verify(kernel.calls, times(1)).addressOf(any());
    }

    @Test
    void memoryOfUnusualSizeIsWipedAndNotKept() {
        kernel.answering(call -> 42L);

        addUser(keyctl, secret(100_000));
        addUser(keyctl, secret(100_000));

        assertEquals(2, kernel.memories.size());
        assertTrue(kernel.isWiped());
    }

    @Test
    void aCallWithinAReaderHasMemoryOfItsOwn() {
        payloadsOfSizes(3, 3);

        int seen = keyctl.read(
                7,
                outer -> keyctl.read(8, inner -> {
                    assertFalse(kernel.isWiped());
                    return outer.remaining() + inner.remaining();
                }));

        assertEquals(6, seen);
        assertEquals(2, kernel.memories.size());
        assertTrue(kernel.isWiped());
    }

    @Test
    void aPayloadIsWipedAfterItWasAddedUpdatedOrRead() {
        kernel.answering(call -> {
            assertFalse(kernel.isWiped());
            return 42L;
        });
        addUser(keyctl, secret(5_000));
        assertTrue(kernel.isWiped());
        keyctl.update(7, ByteBuffer.wrap(secret(4_096)));
        assertTrue(kernel.isWiped());

        payloadsOfSizes(5_000);
        keyctl.read(7, ByteBuffer::remaining);
        assertTrue(kernel.isWiped());
    }

    @Test
    void aPayloadIsWipedAfterARefusalAndAfterTheReadersException() {
        kernel.answering(call -> -122L);
        assertThrows(KeyctlException.class, () -> addUser(keyctl, secret(5_000)));
        assertTrue(kernel.isWiped());

        payloadsOfSizes(5_000);
        assertThrows(
                IllegalStateException.class,
                () -> keyctl.read(7, payload -> {
                    throw new IllegalStateException();
                }));
        assertTrue(kernel.isWiped());
        assertEquals(1, kernel.memories.size());
    }

    /** Kernels before 5.7 fill a short buffer before they report that it is short. */
    @Test
    void whatAShortReadLeftIsWiped() {
        Iterator<Integer> size = List.of(50_000, 10).iterator();
        kernel.answering(call -> {
            kernel.write(call.getArgument(3), secret(ScratchPool.SCRATCH_SIZE));
            return (long) size.next();
        });

        keyctl.read(7, ByteBuffer::remaining);

        ByteBuffer first = kernel.memories.get(0).duplicate().clear();
        assertEquals(ByteBuffer.allocate(first.capacity()), first);
    }

    @Test
    void aNulWithinAStringIsRefusedBeforeTheCall() {
        assertThrows(
                IllegalArgumentException.class,
                () -> keyctl.addKey(bytes("user"), bytes("na\0me"), ByteBuffer.wrap(secret(3)), -4));
        verify(kernel.calls, never()).call(anyLong(), anyLong(), anyLong(), anyLong(), anyLong(), anyLong());
        assertTrue(kernel.isWiped());
    }
}
