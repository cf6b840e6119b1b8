package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;
import org.linuxkeyring.kernel.ByteSequence;

/**
 * Cipher block chaining (NIST SP 800-38A, 6.2), with the padding of PKCS #7 (RFC 5652, 6.3) if asked for. This class
 * carries the chain on: each chunk goes to the kernel with the block before it as its initialisation vector.
 */
final class CbcMessage implements CipherMessage {
    private static final int BLOCK = 16;
    private static final int CHUNK = 32 * 1024;
    private static final PKCS7Padding PADDING = new PKCS7Padding();

    private final AlgorithmSocket socket;
    private final boolean encrypt;
    private final boolean padded;
    private byte[] previous;
    /** The bytes of a block that is not complete, or the last complete block where it may contain the padding. */
    private final byte[] rest = new byte[BLOCK];

    private int resting;

    CbcMessage(AlgorithmSocket socket, boolean encrypt, boolean padded, byte[] iv) {
        this.socket = socket;
        this.encrypt = encrypt;
        this.padded = padded;
        this.previous = iv.clone();
    }

    @Override
    public int updateSize(int length) {
        int total = Math.addExact(resting, length);
        boolean mayEndHere = padded && !encrypt && total > 0 && total % BLOCK == 0;
        return mayEndHere ? total - BLOCK : total - total % BLOCK;
    }

    /** Returns how many bytes a whole text becomes at most, with its padding if it gets one. */
    static int size(boolean getsPadding, int length) {
        return getsPadding ? Math.addExact(length, BLOCK - length % BLOCK) : length;
    }

    @Override
    public int finalSize(int length) {
        return size(padded && encrypt, Math.addExact(resting, length));
    }

    @Override
    public void update(ByteBuffer input, ByteBuffer output) {
        int size = updateSize(input.remaining());
        int kept = resting + input.remaining() - size;
        if (size > 0) {
            // This is at least one block, which includes all bytes kept before.
            crypt(new ByteSequence(ByteBuffer.wrap(rest, 0, resting), input), size, output);
            resting = 0;
        }
        input.slice(input.limit() - (kept - resting), kept - resting).get(rest, resting, kept - resting);
        resting = kept;
    }

    private void crypt(ByteSequence text, int size, ByteBuffer output) {
        int chunk;
        for (int left = size; left > 0; left -= chunk) {
            chunk = Math.min(left, CHUNK);
            ByteBuffer[] parts = text.take(chunk);
            byte[] iv = previous;
            if (!encrypt) {
                previous = lastBlock(new ByteSequence(parts));
            }
            socket.send(new CipherOperation(encrypt, iv, 0), true, parts);
            socket.receive(chunk, result -> {
                output.put(result);
                if (encrypt) {
                    previous = lastBlock(new ByteSequence(result.flip()));
                }
                return null;
            });
        }
    }

    private static byte[] lastBlock(ByteSequence text) {
        text.take(text.remaining() - BLOCK);
        return text.copy(BLOCK);
    }

    @Override
    public void finish(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        int total = Math.addExact(resting, input.remaining());
        ByteBuffer begun = ByteBuffer.wrap(rest, 0, resting);
        if (encrypt && padded) {
            byte[] padding = padding(BLOCK - total % BLOCK);
            CipherMessage.requireRoom(output, total + padding.length);
            crypt(new ByteSequence(begun, input, ByteBuffer.wrap(padding)), total + padding.length, output);
            return;
        }
        if (total % BLOCK != 0) {
            throw new IllegalBlockSizeException("Input length must be a multiple of 16"
                    + (padded ? " when decrypting" : " without padding") + ", and is " + total);
        }
        ByteSequence text = new ByteSequence(begun, input);
        if (!padded || total == 0) {
            CipherMessage.requireRoom(output, total);
            crypt(text, total, output);
        } else {
            finishPadded(text, output);
        }
    }

    private static byte[] padding(int size) {
        byte[] padding = new byte[size];
        PADDING.addPadding(padding, 0);
        return padding;
    }

    /**
     * Decrypts the last block first, since its padding tells the size of the text: where there is too little room,
     * nothing has been written yet.
     */
    private void finishPadded(ByteSequence text, ByteBuffer output) throws ShortBufferException, BadPaddingException {
        int withoutLast = text.remaining() - BLOCK;
        byte[] first = previous;
        byte[] last = new byte[BLOCK];
        try {
            ByteSequence end = text.duplicate();
            if (withoutLast > 0) {
                end.take(withoutLast - BLOCK);
                previous = end.copy(BLOCK);
            }
            crypt(end, BLOCK, ByteBuffer.wrap(last));
            previous = first;
            int size = BLOCK - paddingSize(last);
            CipherMessage.requireRoom(output, withoutLast + size);
            crypt(text, withoutLast, output);
            output.put(last, 0, size);
        } finally {
            Arrays.fill(last, (byte) 0);
        }
    }

    private static int paddingSize(byte... last) throws BadPaddingException {
        try {
            return PADDING.padCount(last);
        } catch (InvalidCipherTextException e) {
            throw new BadPaddingException(
                    "The last block is not properly padded: another key or IV was used, or the data was changed");
        }
    }

    @Override
    public void close() {
        Arrays.fill(rest, (byte) 0);
        socket.close();
    }
}
