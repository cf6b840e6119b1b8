package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The system calls through libc's syscall(2) and the foreign function API (JEP 454). No library is loaded in addition
 * to those that the JVM itself has loaded.
 */
final class ForeignSystemCalls implements SystemCalls {
    /**
     * The memory into which the JVM copies a thread's errno before it can change, as a memory segment and as a buffer
     * over the same memory. The memory is freed some time after the thread has ended. Both objects are of the JVM's own
     * classes, because a thread that lives on would keep an object of any other class together with its class loader.
     */
    private static final ThreadLocal<Object[]> CAPTURED = ThreadLocal.withInitial(ForeignSystemCalls::capture);

    private static Object[] capture() {
        ByteBuffer errno = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        return new Object[] {ForeignLibc.segmentOf(errno), errno};
    }

    @Override
    public long call(long number, long a1, long a2, long a3, long a4, long a5) {
        Object[] captured = CAPTURED.get();
        try {
            long result = (long) ForeignLibc.SYSCALL.invokeExact(captured[0], number, a1, a2, a3, a4, a5);
            return result == -1 ? -((ByteBuffer) captured[1]).getInt(0) : result;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a C function throws nothing", e);
        }
    }

    /** Makes the call without passing through {@link #call}, since nearly all calls come this way. */
    @Override
    public long retried(long number, long a1, long a2, long a3, long a4, long a5) {
        Object[] captured = CAPTURED.get();
        long result;
        try {
            result = (long) ForeignLibc.SYSCALL.invokeExact(captured[0], number, a1, a2, a3, a4, a5);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a C function throws nothing", e);
        }
        long answer = result == -1 ? -((ByteBuffer) captured[1]).getInt(0) : result;
        return answer == INTERRUPTED ? SystemCalls.super.retried(number, a1, a2, a3, a4, a5) : answer;
    }

    @Override
    public long addressOf(ByteBuffer direct) {
        return ForeignLibc.addressOf(direct.duplicate().clear());
    }
}
