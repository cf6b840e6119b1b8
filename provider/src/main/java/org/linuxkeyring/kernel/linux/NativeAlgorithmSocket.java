package org.linuxkeyring.kernel.linux;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.ByteSequence;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.RefusedCall;

/**
 * An {@link AlgorithmSocket} that makes system calls. If it is not closed, it is closed after the garbage collector
 * finds it unreachable.
 */
final class NativeAlgorithmSocket implements AlgorithmSocket {
    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * The most bytes that are sent at once. With the message's header they fit into a {@link Scratch} of the pool's
     * size, and into the initial send buffer of any socket.
     */
    private static final int CHUNK = 32 * 1024;

    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    /** The option that sets the buffer beyond the limits of the sysctls, for a process with CAP_NET_ADMIN. */
    private static final int SO_SNDBUFFORCE = 32;

    private static final int SO_RCVBUFFORCE = 33;

    /**
     * The buffer size that is asked for, which is more than net.core.optmem_max allowed anywhere it was tried; the
     * kernel doubles it.
     */
    private static final int AMPLE = 32 << 20;

    private final SocketCalls calls;
    private final String algorithm;
    private final Descriptor descriptor;
    private final Cleaner.Cleanable closing;
    private long sent;
    private boolean wide;

    NativeAlgorithmSocket(SocketCalls calls, String algorithm, int descriptor) {
        this.calls = calls;
        this.algorithm = algorithm;
        this.descriptor = new Descriptor(calls, algorithm, descriptor);
        this.closing = CLEANER.register(this, this.descriptor);
    }

    @Override
    public void send(boolean more, ByteBuffer... data) {
        send(null, more, data);
    }

    @Override
    public void send(CipherOperation operation, boolean more, ByteBuffer... data) {
        ByteSequence left = new ByteSequence(data);
        CipherOperation first = operation;
        int socket = descriptor.take();
        try {
            do {
                ByteBuffer[] chunk = left.take(Math.min(left.remaining(), CHUNK));
                sendChunk(socket, first, more || left.remaining() > 0, chunk);
                first = null;
            } while (left.remaining() > 0);
        } finally {
            descriptor.giveBack();
            Reference.reachabilityFence(this);
        }
    }

    private void sendChunk(int socket, CipherOperation operation, boolean more, ByteBuffer... chunk) {
        SocketMessage message = new SocketMessage(operation, more, chunk);
        int size = message.dataSize();
        sent += size;
        int taken = taken(calls.send(socket, message), size);
        if (taken < size && widen(socket)) {
            ByteSequence rest = new ByteSequence(chunk);
            rest.take(taken);
            SocketMessage again = new SocketMessage(operation, more, rest.take(size - taken));
            taken += taken(calls.send(socket, again), size - taken);
        }
        if (taken < size) {
            throw tooLarge(socket);
        }
    }

    /** Returns how many bytes the kernel took: a full socket takes fewer than it is given, or none (EAGAIN). */
    private int taken(long result, int size) {
        if (result == -Errno.EAGAIN.number() && size > 0) {
            return 0;
        }
        if (result < 0) {
            throw new RefusedCall("sendmsg", (int) -result, "a message of at least " + sent + " bytes to " + algorithm);
        }
        return (int) result;
    }

    /**
     * Has the kernel make the socket's buffers as large as it allows, in both directions. The result of an aead has to
     * fit into the receive buffer, or it is cut off.
     *
     * @return false if that was done before
     */
    private boolean widen(int socket) {
        if (wide) {
            return false;
        }
        wide = true;
        if (!calls.setBuffer(socket, SO_SNDBUFFORCE, AMPLE)) {
            calls.setBuffer(socket, SO_SNDBUF, AMPLE);
        }
        if (!calls.setBuffer(socket, SO_RCVBUFFORCE, AMPLE)) {
            calls.setBuffer(socket, SO_RCVBUF, AMPLE);
        }
        return true;
    }

    /**
     * Refuses a message whose result does not fit: an aead that cannot return all of a message processes a part of it
     * as if that were the whole (crypto/algif_aead.c).
     */
    private void requireRoomFor(int socket, int result) {
        if (result > calls.bufferSize(socket, SO_RCVBUF)) {
            throw tooLarge(socket);
        }
    }

    private KeyctlException tooLarge(int socket) {
        int limit = Math.min(calls.bufferSize(socket, SO_SNDBUF), calls.bufferSize(socket, SO_RCVBUF));
        return new RefusedCall(
                        "sendmsg", Errno.EMSGSIZE.number(), "a message of at least " + sent + " bytes to " + algorithm)
                .withRemedy("The kernel takes such a message whole, in a socket's buffer, which here holds " + limit
                        + " bytes: split the data into messages of less, raise the sysctls net.core.wmem_max and"
                        + " net.core.rmem_max to half of the size needed or more, or run with CAP_NET_ADMIN.");
    }

    @Override
    public <T> T receive(int size, PayloadReader<T> reader) {
        int socket = descriptor.take();
        try {
            if (size > CHUNK) {
                widen(socket);
                requireRoomFor(socket, size);
            }
            sent = 0;
            return calls.receive(socket, algorithm, size, reader);
        } finally {
            descriptor.giveBack();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        closing.clean();
    }

    /**
     * The file descriptor. After it is closed, the kernel gives its number to the next file that is opened. So it is
     * closed only when the last call that uses it has returned, and no call begins after that.
     */
    private static final class Descriptor implements Runnable {
        private final SocketCalls calls;
        private final String algorithm;
        private final int number;
        private int users;
        private boolean closed;

        Descriptor(SocketCalls calls, String algorithm, int number) {
            this.calls = calls;
            this.algorithm = algorithm;
            this.number = number;
        }

        synchronized int take() {
            if (closed) {
                throw new IllegalStateException("the socket of " + algorithm + " is closed");
            }
            users++;
            return number;
        }

        synchronized void giveBack() {
            users--;
            closeUnused();
        }

        /** Closes the descriptor; the cleaner runs this only once. */
        @Override
        public synchronized void run() {
            closed = true;
            closeUnused();
        }

        private void closeUnused() {
            if (closed && users == 0) {
                calls.close(number);
            }
        }
    }
}
