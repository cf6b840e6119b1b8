package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.linux.Scratch;
import org.linuxkeyring.kernel.linux.ScratchPool;
import org.linuxkeyring.kernel.linux.SocketMessage;

/** The layout of messages on AF_ALG sockets, their division into chunks, and their results. */
class AlgorithmSocketMessageTest extends OnSimulatedSockets {
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

    /** The layout of struct msghdr, struct iovec and struct cmsghdr on machines whose long has 4 bytes. */
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
}
