package org.linuxkeyring.held.secret;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import javax.crypto.ShortBufferException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.ByteSequence;

/**
 * Counter mode (NIST SP 800-38A, 6.5), for text of any length. The kernel takes whole blocks: text that does not begin
 * or end with a block is filled up with zeros, and what they are encrypted to is discarded.
 */
final class CtrMessage implements CipherMessage {
    private static final int BLOCK = 16;
    private static final int CHUNK = 32 * 1024;
    private static final BigInteger COUNTERS = BigInteger.ONE.shiftLeft(8 * BLOCK);

    private final AlgorithmSocket socket;
    private final BigInteger firstCounter;
    private long position;

    CtrMessage(AlgorithmSocket socket, byte[] iv) {
        this.socket = socket;
        this.firstCounter = new BigInteger(1, iv);
    }

    @Override
    public int updateSize(int length) {
        return length;
    }

    @Override
    public int finalSize(int length) {
        return length;
    }

    @Override
    public void update(ByteBuffer input, ByteBuffer output) {
        ByteSequence left = new ByteSequence(input);
        while (left.remaining() > 0) {
            int before = (int) (position % BLOCK);
            int size = Math.min(left.remaining(), CHUNK - before);
            crypt(before, left.take(size)[0], output);
            position += size;
        }
    }

    private void crypt(int before, ByteBuffer text, ByteBuffer output) {
        int size = text.remaining();
        int after = -(before + size) & (BLOCK - 1);
        // In counter mode decryption is the same operation as encryption.
        socket.send(
                new CipherOperation(true, counter(), 0),
                true,
                ByteBuffer.allocate(before),
                text,
                ByteBuffer.allocate(after));
        socket.receive(before + size + after, answer -> output.put(answer.slice(before, size)));
    }

    private byte[] counter() {
        byte[] counter = new byte[BLOCK];
        byte[] number = firstCounter
                .add(BigInteger.valueOf(position / BLOCK))
                .mod(COUNTERS)
                .toByteArray();
        // The array may begin with a zero for the sign, or be shorter than a block.
        int size = Math.min(number.length, BLOCK);
        System.arraycopy(number, number.length - size, counter, BLOCK - size, size);
        return counter;
    }

    @Override
    public void finish(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
        CipherMessage.requireRoom(output, input.remaining());
        update(input, output);
    }

    @Override
    public void close() {
        socket.close();
    }
}
