package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.keyring.OpenBackend;

/** AF_ALG sockets are opened, used and closed, and no call uses a closed descriptor. */
class AlgorithmSocketTest extends OnSimulatedSockets {
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

    /** The descriptor's number may be that of another file at this point. */
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

    /** In every order of the two, no call uses the descriptor's number after it was closed. */
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
                    // This exception is expected after the close.
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
    void inMemoryThereAreNone() {
        String told = assertThrows(
                        KeyringException.class,
                        () -> OpenBackend.privateMemory().algorithmSocket("aead", "gcm(aes)", 1, 16))
                .getMessage();

        assertTrue(told.contains("backend=kernel"), told);
    }
}
