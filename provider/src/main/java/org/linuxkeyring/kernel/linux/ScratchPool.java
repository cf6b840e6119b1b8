package org.linuxkeyring.kernel.linux;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps a few {@link Scratch} memories for the next calls. Not one per thread: with virtual threads those would be
 * without number, and a reader may make calls while it holds one.
 */
public final class ScratchPool {
    /**
     * Holds every user key with its description, 32,767 + 4,096 bytes: a read is one system call. Larger is big_key
     * only.
     */
    static final int SCRATCH_SIZE = 40 * 1024;

    /** More calls at a time than that make memory of their own. */
    private static final int SLOTS = 16;

    /**
     * So many references lie farther apart than a cache line has bytes: two processors would else wait for each other.
     */
    private static final int STRIDE = 32;

    private final SystemCalls calls;
    private final AtomicReferenceArray<Scratch> free = new AtomicReferenceArray<>(SLOTS * STRIDE);

    public ScratchPool(SystemCalls calls) {
        this.calls = calls;
    }

    /** Memory of at least this size, all zeros; a rare larger one is made for the call alone. */
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

    /** Keeps a wiped memory, or drops it if it is of unusual size or there are enough. */
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

    /** Threads begin at different slots, so that they seldom meet. */
    private static int firstSlot() {
        return (int) (Thread.currentThread().getId() % SLOTS);
    }
}
