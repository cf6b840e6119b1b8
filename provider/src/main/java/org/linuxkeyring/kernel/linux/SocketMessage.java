package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;

/**
 * The arguments of one sendmsg(2): struct msghdr with one struct iovec and, for an operation, three control messages
 * (include/linux/socket.h, include/uapi/linux/uio.h and if_alg.h). All of their fields are ints, or words with the
 * width of the C type long.
 *
 * @param operation the parameters of the operation, or null for none
 */
public record SocketMessage(CipherOperation operation, boolean more, ByteBuffer[] data) {
    private static final int MSG_MORE = 0x8000;
    /** Makes a full socket refuse the data; by default the call would wait for a reader that never comes. */
    private static final int MSG_DONTWAIT = 0x40;

    private static final int SOL_ALG = 279;
    private static final int ALG_SET_IV = 2;
    private static final int ALG_SET_OP = 3;
    private static final int ALG_SET_AEAD_ASSOCLEN = 4;
    private static final int ALG_OP_DECRYPT = 0;
    private static final int ALG_OP_ENCRYPT = 1;

    /**
     * The fields of struct msghdr: msg_name, msg_namelen, msg_iov, msg_iovlen, msg_control, msg_controllen, msg_flags.
     */
    private static final int HEADER_WORDS = 7;

    private static final int IOV_WORDS = 2;

    int flags() {
        return MSG_DONTWAIT | (more ? MSG_MORE : 0);
    }

    int dataSize() {
        int size = 0;
        for (ByteBuffer part : data) {
            size += part.remaining();
        }
        return size;
    }

    /** Returns how many bytes {@link #layOut} takes at most. */
    public int size(int wordSize) {
        // Alignment may move each of the three parts by up to a word.
        return (HEADER_WORDS + IOV_WORDS) * wordSize + controlSize(wordSize) + 3 * Long.BYTES + dataSize();
    }

    /**
     * Writes the message with its header, control messages and data.
     *
     * @return the address of struct msghdr
     */
    public long layOut(Scratch scratch, int wordSize) {
        long header = scratch.nextAddress();
        ByteBuffer words = scratch.reserve((HEADER_WORDS + IOV_WORDS) * wordSize);
        int controlSize = controlSize(wordSize);
        long control = scratch.nextAddress();
        if (operation != null) {
            putControl(scratch.reserve(controlSize), wordSize);
        }
        long start = scratch.nextAddress();
        scratch.reserve(0);
        for (ByteBuffer part : data) {
            scratch.putPayload(part);
        }
        long[] values = {
            0,
            0,
            header + (long) HEADER_WORDS * wordSize,
            1,
            operation == null ? 0 : control,
            controlSize,
            0,
            start,
            dataSize()
        };
        for (int i = 0; i < values.length; i++) {
            putWord(words.position(i * wordSize), values[i], wordSize);
        }
        return header;
    }

    private int controlSize(int wordSize) {
        return operation == null
                ? 0
                : controlMessage(Integer.BYTES, wordSize)
                        + controlMessage(Integer.BYTES, wordSize)
                        + controlMessage(Integer.BYTES + operation.ivSize(), wordSize);
    }

    private void putControl(ByteBuffer control, int wordSize) {
        putControlHeader(control, 0, ALG_SET_OP, Integer.BYTES, wordSize);
        control.putInt(operation.encrypt() ? ALG_OP_ENCRYPT : ALG_OP_DECRYPT);
        int second = controlMessage(Integer.BYTES, wordSize);
        putControlHeader(control, second, ALG_SET_AEAD_ASSOCLEN, Integer.BYTES, wordSize);
        control.putInt(operation.associatedSize());
        int ivSize = operation.ivSize();
        // struct af_alg_iv has the length of the initialisation vector, and then the vector.
        putControlHeader(control, 2 * second, ALG_SET_IV, Integer.BYTES + ivSize, wordSize);
        control.putInt(ivSize).put(operation.iv());
    }

    /** Writes struct cmsghdr: cmsg_len, which includes the header, cmsg_level and cmsg_type. */
    private static void putControlHeader(ByteBuffer control, int offset, int type, int size, int wordSize) {
        putWord(control.position(offset), wordSize + 2L * Integer.BYTES + size, wordSize);
        control.putInt(SOL_ALG).putInt(type);
    }

    /** Returns the size of a control message with the padding that aligns the next one to a word (CMSG_SPACE(3)). */
    private static int controlMessage(int size, int wordSize) {
        int unpadded = wordSize + 2 * Integer.BYTES + size;
        return (unpadded + wordSize - 1) & -wordSize;
    }

    private static void putWord(ByteBuffer to, long value, int wordSize) {
        if (wordSize == Long.BYTES) {
            to.putLong(value);
        } else {
            to.putInt((int) value);
        }
    }
}
