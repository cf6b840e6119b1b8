package org.linuxkeyring.kernel.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * An off-heap payload. It is wiped when it is replaced or its key is removed, and at the latest when it is unreachable.
 */
final class MemoryPayload {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ByteBuffer bytes;
    private final Cleaner.Cleanable wiping;

    private MemoryPayload(ByteBuffer bytes) {
        this.bytes = bytes;
        wiping = CLEANER.register(this, () -> wipe(bytes));
    }

    /** Copies the bytes between position and limit of {@code source}, which both stay as they are. */
    static MemoryPayload copyOf(ByteBuffer source) {
        ByteBuffer copy = ByteBuffer.allocateDirect(source.remaining());
        copy.put(source.duplicate()).flip();
        return new MemoryPayload(copy);
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

    private static void wipe(ByteBuffer bytes) {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0);
        }
    }
}
