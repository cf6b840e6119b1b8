package org.linuxkeyring.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The budget of one input: 100 ms of processor time and 64 MiB of allocation, whatever its bytes are. Processor time is
 * measured, since on a loaded machine a thread may wait longer than that for a processor.
 */
public final class Budget {
    private static final Duration TIME = Duration.ofMillis(100);
    private static final long BYTES = 64L << 20;

    /** How often an input that exceeds the budget is run at least. */
    private static final int RUNS = 10;

    /**
     * How long such an input is run again, in nanoseconds: instrumented code on a busy machine waits for its compiler
     * for some seconds.
     */
    private static final long UNTIL_COMPILED = Duration.ofSeconds(15).toNanos();

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The work that an input causes, which may be done again. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private final Duration time;
    private final long bytes;

    private Budget(Duration time, long bytes) {
        this.time = time;
        this.bytes = bytes;
    }

    /**
     * Runs the work of an input, and again if it exceeds the budget: the first runs of a JVM load classes, and
     * interpret what the compiler has not come to yet.
     *
     * @throws AssertionError if every run exceeds the budget
     * @throws Exception as the work does
     */
    public static void require(Work work) throws Exception {
        long start = System.nanoTime();
        Budget taken = measured(work);
        for (int runs = 1; !taken.isWithin() && (runs < RUNS || taken.mayBeInterpreted(start)); runs++) {
            taken = measured(work);
        }
        if (!taken.isWithin()) {
            throw new AssertionError("An input took " + taken.time.toMillis() + " ms and " + taken.bytes
                    + " bytes; its budget is " + TIME.toMillis() + " ms and " + BYTES + " bytes");
        }
    }

    /** Returns the bytes that the calling thread allocates for a piece of work; to ask allocates none. */
    public static long allocated(Runnable work) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - bytes;
    }

    private static Budget measured(Work work) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long time = THREADS.getCurrentThreadCpuTime();
        work.run();
        return new Budget(
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time),
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    /** Returns whether the time alone is exceeded, which a compiler shortens, and it has not been waited for long. */
    private boolean mayBeInterpreted(long start) {
        return bytes <= BYTES && System.nanoTime() - start < UNTIL_COMPILED;
    }

    private boolean isWithin() {
        return time.compareTo(TIME) <= 0 && bytes <= BYTES;
    }
}
