package org.linuxkeyring.kernel.linux;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of a few {@link Scratch} memories for the next calls. There is not one for each thread, because virtual
 * threads are without number, and because a reader may make calls while it holds one.
 */
public final class ScratchPool {
    /**
     * The size of a pooled memory, in bytes. It holds every payload of a user key with its description (32,767 + 4,096
     * bytes), so that a read is one system call. Only big_key payloads are larger.
     */
    static final int SCRATCH_SIZE = 40 * 1024;

    /** The number of pooled memories. Calls beyond that number allocate memory of their own. */
    private static final int SLOTS = 16;

    /**
     * The distance between two slots of the array, in references. It is more than a cache line, so that two processors
     * that use neighbouring slots do not wait for each other.
     */
    private static final int STRIDE = 32;

    private final SystemCalls calls;
    private final AtomicReferenceArray<Scratch> free = new AtomicReferenceArray<>(SLOTS * STRIDE);

    public ScratchPool(SystemCalls calls) {
        this.calls = calls;
    }

    /** Returns zeroed memory of at least this size; memory above the pool's size is allocated for the one call. */
    public Scratch take(int size) {
        if (size > SCRATCH_SIZE) {
            return new Scratch(this, calls, size);
        }
        int first = firstSlot();
        for (int i = 0; i < SLOTS; i++) {
            int slot = slot(first + i);
            if (free.get(slot) != null) {
                Scratch scratch = free.getAndSet(slot, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        return new Scratch(this, calls, SCRATCH_SIZE);
    }

    /** Keeps wiped memory for a later call, or drops it if it is not of the pool's size or the pool is full. */
    void giveBack(Scratch scratch) {
        if (scratch.capacity() != SCRATCH_SIZE) {
            return;
        }
        int first = firstSlot();
        for (int i = 0; i < SLOTS; i++) {
            if (free.compareAndSet(slot(first + i), null, scratch)) {
                return;
            }
        }
    }

    private int slot(int index) {
        return index * STRIDE % free.length();
    }

    /** Returns the slot at which this thread begins; threads begin at different slots, so that they seldom meet. */
    private static int firstSlot() {
        return (int) (Thread.currentThread().getId() % SLOTS);
    }
}
