package org.linuxkeyring.kernel.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;

/**
 * The system calls through libc's syscall(2) and JNA's direct mapping, with primitive arguments only. The C type is
 * long, whose width depends on the architecture: so there are two mappings, of which the one that fits the JVM is
 * registered.
 */
abstract class JnaSystemCalls implements SystemCalls {
    private JnaSystemCalls() {}

    /**
     * Loads JNA's native library; {@link JnaFailure} explains what this throws. JNA then starts a thread that serves
     * all applications, which would keep the context class loader and, before Java 24, the access control context of
     * the application that came first. So a thread of a pool loads the library, which has neither.
     */
    static SystemCalls load() {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            return CompletableFuture.supplyAsync(() -> JnaFolder.during(JnaSystemCalls::register), pool)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            pool.shutdown();
        }
    }

    private static SystemCalls register() {
        boolean wide = Native.LONG_SIZE == Long.BYTES;
        // The symbols that the JVM itself has loaded always include those of libc, whatever the name of libc's
        // file.
        Native.register(wide ? Bits64.class : Bits32.class, NativeLibrary.getProcess());
        return wide ? new Bits64() : new Bits32();
    }

    @Override
    public final long addressOf(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** Returns the result, or the negated errno, which JNA keeps for the thread before the JVM can change it. */
    private static long resultOrErrno(long result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    private static final class Bits64 extends JnaSystemCalls {
        private static native long syscall(long number, long a1, long a2, long a3, long a4, long a5);

        @Override
        public long call(long number, long a1, long a2, long a3, long a4, long a5) {
            return resultOrErrno(syscall(number, a1, a2, a3, a4, a5));
        }

        @Override
        public long retried(long number, long a1, long a2, long a3, long a4, long a5) {
            long result = resultOrErrno(syscall(number, a1, a2, a3, a4, a5));
            return result == INTERRUPTED ? super.retried(number, a1, a2, a3, a4, a5) : result;
        }
    }

    private static final class Bits32 extends JnaSystemCalls {
        private static native int syscall(int number, int a1, int a2, int a3, int a4, int a5);

        @Override
        public long call(long number, long a1, long a2, long a3, long a4, long a5) {
            return resultOrErrno(syscall((int) number, (int) a1, (int) a2, (int) a3, (int) a4, (int) a5));
        }
    }
}
