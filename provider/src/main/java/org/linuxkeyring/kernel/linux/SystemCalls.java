package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;

/**
 * The gate to native code, as narrow as it can be: what it lets through is laid out and judged by {@link NativeKeyctl}.
 */
public interface SystemCalls {
    /** How often a call is made again: far more than the signals of any profiler or timer come to. */
    int MOST_ATTEMPTS = 10_000;

    /** syscall(2) with up to five arguments: what the kernel returned, or the negated errno. */
    long call(long number, long a1, long a2, long a3, long a4, long a5);

    /**
     * The same, made again where a signal interrupts it (EINTR, signal(7)): the JVM's own are no one's refusal. EINTR
     * is the answer only after so many that something else must be wrong.
     */
    default long retried(long number, long a1, long a2, long a3, long a4, long a5) {
        long result = call(number, a1, a2, a3, a4, a5);
        for (int again = 0; result == -Errno.EINTR.number() && again < MOST_ATTEMPTS; again++) {
            result = call(number, a1, a2, a3, a4, a5);
        }
        return result;
    }

    /** The address of a direct buffer's first byte, whatever its position. */
    long addressOf(ByteBuffer direct);
}
