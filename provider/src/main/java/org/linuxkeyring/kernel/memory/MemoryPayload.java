package org.linuxkeyring.kernel.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * An off-heap payload. It is wiped when it is replaced or its key is removed, and at the latest when it is unreachable.
 */
final class MemoryPayload {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Wiping WIPING = Wiping.make();

    private final ByteBuffer bytes;
    private final Cleaner.Cleanable wiping;

    private MemoryPayload(ByteBuffer bytes, Runnable wiping) {
        this.bytes = bytes;
        this.wiping = CLEANER.register(this, wiping);
    }

    /** Copies the bytes between position and limit of {@code source}, which both stay as they are. */
    static MemoryPayload copyOf(ByteBuffer source) {
        ByteBuffer memory = Wiping.allocate(source.remaining());
        ByteBuffer copy = memory.slice(0, source.remaining());
        copy.put(source.duplicate()).flip();
        return new MemoryPayload(copy, WIPING.of(memory));
    }

    MemoryPayload copy() {
        try {
            return copyOf(bytes);
        } finally {
            // Without the fence a payload that is otherwise unreachable could be wiped while it is copied.
            Reference.reachabilityFence(this);
        }
    }

    /** Returns the bytes themselves, not a copy, read-only; {@link #wipe()} turns them to zeros. */
    ByteBuffer view() {
        return bytes.asReadOnlyBuffer();
    }

    int size() {
        return bytes.capacity();
    }

    void wipe() {
        wiping.clean();
    }
}
