package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;

/** The gate to native code, as narrow as it can be: what it lets through is laid out and judged by {@link NativeKeyctl}. */
interface SystemCalls {
    /** syscall(2) with up to five arguments: what the kernel returned, or the negated errno. */
    long call(long number, long a1, long a2, long a3, long a4, long a5);

    /** The address of a direct buffer's first byte, whatever its position. */
    long addressOf(ByteBuffer direct);
}
