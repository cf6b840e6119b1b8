package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;

/** The only interface to native code. {@link NativeKeyctl} lays out the arguments and interprets the results. */
public interface SystemCalls {
    /** The limit on repeated calls, which is far above the number of signals that any profiler or timer sends. */
    int MOST_ATTEMPTS = 10_000;

    /** The result of {@link #call} if a signal interrupts it. */
    long INTERRUPTED = -Errno.EINTR.number();

    /** Calls syscall(2) with up to five arguments, and returns what the kernel returned, or the negated errno. */
    long call(long number, long a1, long a2, long a3, long a4, long a5);

    /**
     * Calls syscall(2), and repeats the call if a signal interrupts it (EINTR, signal(7)): signals that the JVM uses
     * itself must not make a call fail. The result is EINTR only after so many attempts that there must be another
     * cause.
     */
    default long retried(long number, long a1, long a2, long a3, long a4, long a5) {
        long result = call(number, a1, a2, a3, a4, a5);
        for (int again = 0; result == INTERRUPTED && again < MOST_ATTEMPTS; again++) {
            result = call(number, a1, a2, a3, a4, a5);
        }
        return result;
    }

    /** Returns the address of a direct buffer's first byte, whatever its position. */
    long addressOf(ByteBuffer direct);
}
