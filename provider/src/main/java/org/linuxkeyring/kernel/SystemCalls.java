package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;

/** The gate to native code, as narrow as it can be: what it lets through is laid out and judged by {@link NativeKeyctl}. */
interface SystemCalls {
    /** syscall(2) with up to five arguments: what the kernel returned, or the negated errno. */
    long call(long number, long a1, long a2, long a3, long a4, long a5);

    /** The same, made again as long as a signal interrupts it (EINTR, signal(7)): the JVM's own are no one's refusal. */
    default long retried(long number, long a1, long a2, long a3, long a4, long a5) {
        long result;
        do {
            result = call(number, a1, a2, a3, a4, a5);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /** The address of a direct buffer's first byte, whatever its position. */
    long addressOf(ByteBuffer direct);
}
