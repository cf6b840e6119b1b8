package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.kernel.Subject;

/**
 * The system calls on AF_ALG sockets, with their arguments laid out off heap. The constants are from
 * include/linux/socket.h and include/uapi/linux/if_alg.h.
 */
final class SocketCalls {
    private static final int AF_ALG = 38;
    private static final int SOCK_SEQPACKET = 5;
    /** Keeps programs that this process starts from inheriting the descriptor. */
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final int SOL_ALG = 279;
    private static final int ALG_SET_AEAD_AUTHSIZE = 5;
    private static final int ALG_SET_KEY_BY_KEY_SERIAL = 7;

    private static final int SOL_SOCKET = 1;

    /** The length of struct sockaddr_alg: salg_family, salg_type[14], salg_feat, salg_mask, salg_name[64]. */
    private static final int ADDRESS_SIZE = 88;

    private static final int TYPE_OFFSET = 2;
    private static final int NAME_OFFSET = 24;

    private final SystemCalls calls;
    private final SocketNumbers numbers;
    private final ScratchPool pool;

    SocketCalls(SystemCalls calls, SocketNumbers numbers, ScratchPool pool) {
        this.calls = calls;
        this.numbers = numbers;
        this.pool = pool;
    }

    /**
     * Opens a keyed socket. The key and the algorithm belong to the bound socket, and operations to a socket that is
     * accepted from it, which keeps the state of the bound socket alive. So the bound socket is closed at once, and a
     * message takes one descriptor.
     */
    AlgorithmSocket open(String type, String name, int key, int tagSize) {
        int bound = (int) call("socket", "AF_ALG", numbers.socket(), AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 0, 0);
        try {
            bind(bound, type, name);
            setKey(bound, name, key);
            if (tagSize > 0) {
                // This option passes the size in the place of the value's length (crypto/af_alg.c, alg_setsockopt).
                call(
                        "ALG_SET_AEAD_AUTHSIZE",
                        name,
                        numbers.setsockopt(),
                        bound,
                        SOL_ALG,
                        ALG_SET_AEAD_AUTHSIZE,
                        0,
                        tagSize);
            }
            long accepted = call("accept4", name, numbers.accept4(), bound, 0, 0, SOCK_CLOEXEC, 0);
            return new NativeAlgorithmSocket(this, name, (int) accepted);
        } finally {
            close(bound);
        }
    }

    private void bind(int socket, String type, String name) {
        try (Scratch scratch = pool.take(ADDRESS_SIZE)) {
            long address = scratch.nextAddress();
            scratch.reserve(ADDRESS_SIZE)
                    .putShort((short) AF_ALG)
                    .put(TYPE_OFFSET, type.getBytes(US_ASCII))
                    .put(NAME_OFFSET, name.getBytes(US_ASCII));
            call("bind", type + " " + name, numbers.bind(), socket, address, ADDRESS_SIZE, 0, 0);
        }
    }

    private void setKey(int socket, String name, int key) {
        try (Scratch scratch = pool.take(Integer.BYTES)) {
            long serial = scratch.nextAddress();
            scratch.reserve(Integer.BYTES).putInt(key);
            call(
                    "ALG_SET_KEY_BY_KEY_SERIAL",
                    Subject.of(key) + " for " + name,
                    numbers.setsockopt(),
                    socket,
                    SOL_ALG,
                    ALG_SET_KEY_BY_KEY_SERIAL,
                    serial,
                    Integer.BYTES);
        }
    }

    /** Sets an option of the socket itself to an int, and returns false if that is not permitted. */
    boolean setBuffer(int socket, int option, int size) {
        try (Scratch scratch = pool.take(Integer.BYTES)) {
            long value = scratch.nextAddress();
            scratch.reserve(Integer.BYTES).putInt(size);
            return calls.retried(numbers.setsockopt(), socket, SOL_SOCKET, option, value, Integer.BYTES) == 0;
        }
    }

    int bufferSize(int socket, int option) {
        try (Scratch scratch = pool.take(2 * Long.BYTES)) {
            long value = scratch.nextAddress();
            ByteBuffer size = scratch.reserve(Integer.BYTES);
            long length = scratch.nextAddress();
            scratch.reserve(Integer.BYTES).putInt(Integer.BYTES);
            call("getsockopt", "AF_ALG", numbers.getsockopt(), socket, SOL_SOCKET, option, value, length);
            return size.getInt(0);
        }
    }

    /** Calls sendmsg(2), which returns how many bytes the kernel took; a failure is the negated errno. */
    long send(int socket, SocketMessage message) {
        try (Scratch scratch = pool.take(message.size(numbers.wordSize()))) {
            long header = message.layOut(scratch, numbers.wordSize());
            return calls.retried(numbers.sendmsg(), socket, header, message.flags(), 0, 0);
        }
    }

    /** Calls read(2), which must return exactly {@code size} bytes. */
    <T> T receive(int socket, String name, int size, Keyctl.PayloadReader<T> reader) {
        // A read of 0 bytes would return without any work done, so an aead's tag would not be checked.
        int asked = Math.max(size, 1);
        try (Scratch scratch = pool.take(asked)) {
            scratch.written(asked);
            long received = call("read", name, numbers.read(), socket, scratch.address(), asked, 0, 0);
            if (received != size) {
                throw new RefusedCall("read", Errno.EMSGSIZE.number(), size + " bytes from " + name);
            }
            return reader.read(scratch.answer(size));
        }
    }

    /**
     * Closes a descriptor. The call is not repeated: Linux releases the descriptor even if it reports EINTR (close(2)).
     */
    void close(int socket) {
        calls.call(numbers.close(), socket, 0, 0, 0, 0);
    }

    private long call(String operation, String subject, int number, long a1, long a2, long a3, long a4, long a5) {
        long result = calls.retried(number, a1, a2, a3, a4, a5);
        if (result < 0) {
            throw new RefusedCall(operation, (int) -result, subject);
        }
        return result;
    }
}
