package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Off-heap memory for the arguments or the answer of one system call. {@link #close} wipes the part that was used. */
public final class Scratch implements AutoCloseable {
    private static final byte[] ZEROS = new byte[4096];

    private final ScratchPool pool;
    private final ByteBuffer memory;
    private final ByteBuffer readOnly;
    private final long address;
    private int used;

    Scratch(ScratchPool pool, SystemCalls calls, int capacity) {
        this.pool = pool;
        this.memory = ByteBuffer.allocateDirect(capacity);
        this.readOnly = memory.asReadOnlyBuffer();
        this.address = calls.addressOf(memory);
    }

    int capacity() {
        return memory.capacity();
    }

    long address() {
        return address;
    }

    /**
     * Appends a string and the NUL that ends it.
     *
     * @return its address
     * @throws IllegalArgumentException if the string contains a NUL: the kernel would take it for a different, shorter
     *     one
     */
    long putString(byte[] string) {
        int start = used;
        for (int i = 0; i < string.length; i++) {
            if (string[i] == 0) {
                throw new IllegalArgumentException("NUL at byte " + i + " of a key's type, description or callout info:"
                        + " the kernel's strings end there. Escape or remove it.");
            }
        }
        memory.put(start, string).put(start + string.length, (byte) 0);
        used += string.length + 1;
        return address + start;
    }

    /**
     * Appends the remaining bytes of a buffer, which stays as it is.
     *
     * @return their address
     */
    long putPayload(ByteBuffer payload) {
        int start = used;
        memory.put(start, payload, payload.position(), payload.remaining());
        used += payload.remaining();
        return address + start;
    }

    /**
     * Reserves space for an answer at the beginning of the memory, before anything is appended.
     *
     * @return its address
     */
    long reserveAnswer(int size) {
        used = size;
        return address;
    }

    /** Returns the address at which the next {@link #reserve} begins. */
    long nextAddress() {
        return address + aligned(used);
    }

    /** Appends zeros for a C structure, aligned for all of its fields, as a buffer in the machine's byte order. */
    ByteBuffer reserve(int size) {
        int start = aligned(used);
        used = start + size;
        return memory.slice(start, size).order(ByteOrder.nativeOrder());
    }

    private static int aligned(int offset) {
        return (offset + Long.BYTES - 1) & -Long.BYTES;
    }

    /**
     * Returns what a system call wrote at the beginning, read-only, because the reader may be code of any caller. The
     * buffer is the same each time, and so cannot be used after {@link #close}.
     */
    ByteBuffer answer(int size) {
        return readOnly.clear().limit(size).order(ByteOrder.BIG_ENDIAN);
    }

    /** Records that a system call may have written so many bytes at the beginning. */
    void written(int size) {
        used = Math.min(size, memory.capacity());
    }

    @Override
    public void close() {
        for (int wiped = 0; wiped < used; wiped += ZEROS.length) {
            memory.put(wiped, ZEROS, 0, Math.min(ZEROS.length, used - wiped));
        }
        used = 0;
        pool.giveBack(this);
    }
}
