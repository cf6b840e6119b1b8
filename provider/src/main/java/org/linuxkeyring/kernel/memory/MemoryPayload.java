package org.linuxkeyring.kernel.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * A payload off the heap, wiped when it is replaced or its key is gone, and at the latest when nothing refers to it.
 */
final class MemoryPayload {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ByteBuffer bytes;
    private final Cleaner.Cleanable wiping;

    private MemoryPayload(ByteBuffer bytes) {
        this.bytes = bytes;
        wiping = CLEANER.register(this, () -> wipe(bytes));
    }

    /** What lies between position and limit of {@code source}, which stay as they are. */
    static MemoryPayload copyOf(ByteBuffer source) {
        ByteBuffer copy = ByteBuffer.allocateDirect(source.remaining());
        copy.put(source.duplicate()).flip();
        return new MemoryPayload(copy);
    }

    MemoryPayload copy() {
        try {
            return copyOf(bytes);
        } finally {
            // Without this a payload that nothing else refers to could be wiped while it is copied.
            Reference.reachabilityFence(this);
        }
    }

    /** The bytes themselves, not a copy, read-only: they turn to zeros with {@link #wipe()}. */
    ByteBuffer view() {
        return bytes.asReadOnlyBuffer();
    }

    int size() {
        return bytes.capacity();
    }

    void wipe() {
        wiping.clean();
    }

    private static void wipe(ByteBuffer bytes) {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0);
        }
    }
}
