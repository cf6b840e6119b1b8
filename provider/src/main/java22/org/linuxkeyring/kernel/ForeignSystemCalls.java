package org.linuxkeyring.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** libc's syscall(2) through the foreign function API (JEP 454): nothing is loaded but what the JVM itself has loaded. */
final class ForeignSystemCalls implements SystemCalls {
    /**
     * @throws UnsupportedOperationException where no one has allowed this module native access, which would have the JVM warn
     *     or refuse, or where a C long has not 64 bits
     */
    ForeignSystemCalls() {
        if (!ForeignSystemCalls.class.getModule().isNativeAccessEnabled()) {
            throw new UnsupportedOperationException("native access is not enabled");
        }
        if (Linker.nativeLinker().canonicalLayouts().get("long").byteSize() != Long.BYTES) {
            throw new UnsupportedOperationException("a long of C is not one of Java here");
        }
    }

    @Override
    public long call(long number, long a1, long a2, long a3, long a4, long a5) {
        MemorySegment state = Libc.CAPTURED.get();
        long result = Libc.syscall(state, number, a1, a2, a3, a4, a5);
        return result == -1 ? -(int) Libc.ERRNO.get(state, 0L) : result;
    }

    @Override
    public long addressOf(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct.duplicate().clear()).address();
    }

    /** Constants, so that the JIT compiler sees through the handles; linked when the first call is made. */
    @SuppressWarnings("restricted")
    private static final class Libc {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
        private static final MethodHandle SYSCALL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        // C declares it with "...", after the number.
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno"));

        /** Where a thread's errno is kept before the JVM can do anything that changes it; freed some time after the thread has ended. */
        private static final ThreadLocal<MemorySegment> CAPTURED =
                ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

        private static long syscall(MemorySegment state, long number, long a1, long a2, long a3, long a4, long a5) {
            try {
                return (long) SYSCALL.invokeExact(state, number, a1, a2, a3, a4, a5);
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("a C function throws nothing", e);
            }
        }
    }
}
