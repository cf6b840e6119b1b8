package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.linux.FakeKernel;
import org.linuxkeyring.kernel.linux.Scratch;
import org.linuxkeyring.kernel.linux.ScratchPool;
import org.linuxkeyring.kernel.linux.SocketMessage;
import org.linuxkeyring.keyring.OpenBackend;
import org.mockito.invocation.InvocationOnMock;

/** How the calls on AF_ALG sockets are laid out, repeated and undone; by the numbers of x86-64 where they show. */
class AlgorithmSocketTest {
    private static final long READ = 0;
    private static final long CLOSE = 3;
    private static final long SOCKET = 41;
    private static final long SENDMSG = 46;
    private static final long BIND = 49;
    private static final long SETSOCKOPT = 54;
    private static final long GETSOCKOPT = 55;
    private static final long ACCEPT4 = 288;

    private static final int BOUND = 7;
    private static final int ACCEPTED = 8;
    private static final int FULL = -Errno.EAGAIN.number();

    private final FakeKernel kernel = new FakeKernel();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> memory = new ArrayList<>();
    private final List<Integer> sent = new ArrayList<>();
    private long refusing = -1;
    private int interruptions;
    private int sendBuffer = Integer.MAX_VALUE;
    private Executable whileSending = () -> {};

    AlgorithmSocketTest() {
        kernel.answering(this::answer);
    }

    private static long argument(InvocationOnMock call, int index) {
        return call.<Long>getArgument(index);
    }

    private String hex(long address, int size) {
        return HexFormat.of().formatHex(kernel.bytesAt(address, size));
    }

    private long answer(InvocationOnMock call) throws Throwable {
        long number = argument(call, 0);
        if (interruptions > 0 && number != CLOSE) {
            interruptions--;
            return -Errno.EINTR.number();
        }
        if (number == refusing) {
            return -Errno.EPERM.number();
        }
        if (number == SOCKET) {
            calls.add("socket " + argument(call, 1) + " " + argument(call, 2));
            return BOUND;
        }
        calls.add(name(number) + " " + argument(call, 1));
        if (number == BIND) {
            memory.add(hex(argument(call, 2), (int) argument(call, 3)));
        } else if (number == SETSOCKOPT && argument(call, 4) != 0) {
            memory.add(argument(call, 2) + " " + argument(call, 3) + " " + hex(argument(call, 4), 4));
        } else if (number == SETSOCKOPT) {
            memory.add(argument(call, 2) + " " + argument(call, 3) + " of " + argument(call, 5));
        } else if (number == ACCEPT4) {
            return ACCEPTED;
        } else if (number == SENDMSG) {
            whileSending.execute();
            return taken(words(argument(call, 2)));
        } else if (number == GETSOCKOPT) {
            kernel.write(argument(call, 4), new byte[] {0, 0, 4, 0});
        } else if (number == READ) {
            kernel.write(argument(call, 2), new byte[] {1, 2, 3});
            return 3;
        }
        return 0;
    }

    /** struct msghdr of a 64-bit kernel, field by field. */
    private long[] words(long address) {
        long[] words = new long[7];
        ByteBuffer.wrap(kernel.bytesAt(address, 56))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer()
                .get(words);
        return words;
    }

    private long taken(long... header) {
        ByteBuffer vector = ByteBuffer.wrap(kernel.bytesAt(header[2], 16)).order(ByteOrder.nativeOrder());
        long start = vector.getLong();
        int size = (int) vector.getLong();
        if (header[5] > 0) {
            memory.add(hex(header[4], (int) header[5]));
        }
        if (size <= 64) {
            memory.add(hex(start, size));
        }
        sent.add(size);
        int room = sendBuffer;
        if (room == 0 && size > 0) {
            return FULL;
        }
        sendBuffer -= Math.min(room, size);
        return Math.min(room, size);
    }

    private static String name(long number) {
        return switch ((int) number) {
            case (int) READ -> "read";
            case (int) CLOSE -> "close";
            case (int) SENDMSG -> "sendmsg";
            case (int) BIND -> "bind";
            case (int) SETSOCKOPT -> "setsockopt";
            case (int) GETSOCKOPT -> "getsockopt";
            case (int) ACCEPT4 -> "accept4";
            default -> throw new AssertionError(number);
        };
    }

    private AlgorithmSocket open() {
        return kernel.keyctl().algorithmSocket("aead", "gcm(aes)", 0x01020304, 16);
    }

    private static String inMemory(int value) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    @Test
    void aSocketIsBoundKeyedAcceptedAndItsOriginClosed() {
        open();

        assertEquals(
                List.of("socket 38 " + (5 | 0x80000), "bind 7", "setsockopt 7", "setsockopt 7", "accept4 7", "close 7"),
                calls);
        assertEquals(
                List.of(
                        HexFormat.of()
                                        .formatHex(ByteBuffer.allocate(2)
                                                .order(ByteOrder.nativeOrder())
                                                .putShort((short) 38)
                                                .array())
                                + "61656164" + "00".repeat(18) + "67636d2861657329" + "00".repeat(56),
                        "279 7 " + inMemory(0x01020304),
                        "279 5 of 16"),
                memory);
        assertTrue(kernel.isWiped());
    }

    @ParameterizedTest
    @CsvSource({"41, socket, 0", "49, bind, 1", "54, ALG_SET_KEY_BY_KEY_SERIAL, 1", "288, accept4, 1"})
    void whateverIsRefusedLeavesNoDescriptor(long number, String operation, int closed) {
        refusing = number;

        KeyctlException refused = assertThrows(KeyctlException.class, this::open);

        assertEquals(operation, refused.operation());
        assertEquals(closed, calls.stream().filter("close 7"::equals).count());
    }

    @Test
    void aSecondCloseDoesNothing() {
        AlgorithmSocket socket = open();
        socket.close();
        socket.close();

        assertEquals(1, calls.stream().filter("close 8"::equals).count());
    }

    /** The number may be another file's by then. */
    @Test
    void aClosedSocketMakesNoCall() {
        AlgorithmSocket socket = open();
        socket.close();
        calls.clear();

        assertThrows(IllegalStateException.class, () -> socket.send(false, ByteBuffer.allocate(1)));
        assertThrows(
                IllegalStateException.class,
                () -> socket.send(new CipherOperation(true, new byte[12], 0), false, ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, () -> socket.receive(3, ByteBuffer::remaining));
        assertEquals(List.of(), calls);
    }

    @Test
    void aSocketClosedWhileItIsReadIsClosedAfterThat() {
        AlgorithmSocket socket = open();
        calls.clear();

        socket.receive(3, answer -> {
            socket.close();
            assertThrows(IllegalStateException.class, () -> socket.send(false, ByteBuffer.allocate(1)));
            return calls.add("still open");
        });

        assertEquals(List.of("read 8", "still open", "close 8"), calls);
    }

    @Test
    void aSocketClosedBetweenTheChunksOfAMessageIsClosedAfterThem() throws Exception {
        AlgorithmSocket socket = open();
        calls.clear();
        whileSending = () -> {
            Thread closer = new Thread(socket::close);
            closer.start();
            closer.join();
        };

        socket.send(false, ByteBuffer.allocate(70_000));

        assertEquals(List.of("sendmsg 8", "sendmsg 8", "sendmsg 8", "close 8"), calls);
    }

    /** In every order of the two, no call is made with the number after it was given back. */
    @Test
    void noOrderOfUseAndCloseUsesAClosedDescriptor() throws Exception {
        for (int i = 0; i < 200; i++) {
            AlgorithmSocket socket = open();
            calls.clear();
            CountDownLatch both = new CountDownLatch(2);
            Thread user = new Thread(() -> {
                both.countDown();
                try {
                    both.await();
                    for (int sends = 0; sends < 50; sends++) {
                        socket.send(true, ByteBuffer.allocate(1));
                    }
                } catch (IllegalStateException | InterruptedException closed) {
                    // As it should be, once it is closed.
                }
            });
            user.start();
            both.countDown();
            both.await();
            socket.close();
            user.join();

            assertEquals(1, calls.stream().filter("close 8"::equals).count());
            assertEquals("close 8", calls.get(calls.size() - 1));
        }
    }

    @Test
    void interruptedCallsAreRepeated() {
        interruptions = 5;
        AlgorithmSocket socket = open();
        interruptions = 2;
        socket.send(false, ByteBuffer.allocate(1));
        interruptions = 2;

        assertEquals(3, socket.<Integer>receive(3, ByteBuffer::remaining));
    }

    @Test
    void anOperationGoesInControlMessagesBeforeItsData() {
        AlgorithmSocket socket = open();
        memory.clear();
        byte[] iv = new byte[12];
        iv[11] = 9;

        socket.send(
                new CipherOperation(true, iv, 3), true, ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {
                    2, 3
                }));

        assertEquals(2, memory.size());
        assertEquals(controlMessages(8, iv), memory.get(0));
        assertEquals("010203", memory.get(1));
        assertTrue(kernel.isWiped());
    }

    private static String controlMessages(int wordSize, byte... iv) {
        ByteBuffer expected = ByteBuffer.allocate(100).order(ByteOrder.nativeOrder());
        int header = wordSize + 8;
        int padding = wordSize - 4;
        word(expected, header + 4, wordSize).putInt(279).putInt(3).putInt(1).put(new byte[padding]);
        word(expected, header + 4, wordSize).putInt(279).putInt(4).putInt(3).put(new byte[padding]);
        word(expected, header + 16, wordSize).putInt(279).putInt(2).putInt(12).put(iv);
        return HexFormat.of().formatHex(expected.array(), 0, expected.position());
    }

    private static ByteBuffer word(ByteBuffer to, int value, int wordSize) {
        return wordSize == 8 ? to.putLong(value) : to.putInt(value);
    }

    /** struct msghdr, struct iovec and struct cmsghdr where a long has 4 bytes. */
    @Test
    void on32BitsWordsAreHalfAsWide() {
        byte[] iv = new byte[12];
        SocketMessage message =
                new SocketMessage(new CipherOperation(true, iv, 3), false, new ByteBuffer[] {ByteBuffer.allocate(5)});
        ScratchPool pool = new ScratchPool(kernel.calls);
        try (Scratch scratch = pool.take(message.size(4))) {
            long header = message.layOut(scratch, 4);
            int[] words = new int[9];
            ByteBuffer.wrap(kernel.bytesAt(header, 36))
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer()
                    .get(words);

            assertArrayEquals(new int[] {0, 0, (int) header + 28, 1, words[4], 60, 0, words[7], 5}, words);
            assertEquals(controlMessages(4, iv), hex(words[4], 60));
            assertTrue(words[7] > words[4] && words[7] % 8 == 0);
        }
    }

    @Test
    void aLongMessageIsSentInChunks() {
        open().send(false, ByteBuffer.allocate(70_000), ByteBuffer.allocateDirect(10));

        assertEquals(List.of(32_768, 32_768, 4_474), sent);
    }

    @Test
    void aFullSocketIsWidenedOnceAndThenRefusedWithItsSize() {
        AlgorithmSocket socket = open();
        sendBuffer = 40_000;

        KeyctlException refused =
                assertThrows(KeyctlException.class, () -> socket.send(true, ByteBuffer.allocate(65_536)));

        assertEquals(Errno.EMSGSIZE, refused.errno());
        assertTrue(refused.getMessage().contains("at least 65536 bytes to gcm(aes)"), refused::getMessage);
        assertTrue(refused.getMessage().contains("holds 262144 bytes"), refused::getMessage);
        assertTrue(refused.getMessage().contains("net.core.wmem_max"), refused::getMessage);
        assertEquals(List.of(32_768, 32_768, 25_536), sent);
        assertTrue(memory.containsAll(List.of("1 32 " + inMemory(32 << 20), "1 33 " + inMemory(32 << 20))));
    }

    @Test
    void aResultThatIsShortIsNoResult() {
        KeyctlException refused = assertThrows(KeyctlException.class, () -> open().receive(4, ByteBuffer::remaining));

        assertEquals("read", refused.operation());
    }

    @Test
    void aResultIsWipedOnceItWasRead() {
        byte[] copy = new byte[3];
        open().receive(3, answer -> answer.get(copy));

        assertArrayEquals(new byte[] {1, 2, 3}, copy);
        assertTrue(kernel.isWiped());
    }

    @Test
    void inMemoryThereAreNone() {
        String told = assertThrows(
                        KeyringException.class,
                        () -> OpenBackend.privateMemory().algorithmSocket("aead", "gcm(aes)", 1, 16))
                .getMessage();

        assertTrue(told.contains("backend=kernel"), told);
    }
}
