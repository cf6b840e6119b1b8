package org.linuxkeyring.kernel.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;

/**
 * libc's syscall(2), called through JNA's direct mapping, with primitives alone. The C type is long, whose width is the
 * architecture's: hence two mappings, of which the JVM's own is registered.
 */
abstract class JnaSystemCalls implements SystemCalls {
    private JnaSystemCalls() {}

    /**
     * Loads JNA's native library; what that throws is explained by {@link JnaFailure}. JNA starts a thread of its own
     * then, for all applications, which would keep the context class loader and, before Java 24, the access control
     * context of the one that came first: so a pool's thread does it, which has neither.
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
        // Of the symbols the JVM itself has loaded, libc's are always there, whatever its file is called.
        Native.register(wide ? Bits64.class : Bits32.class, NativeLibrary.getProcess());
        return wide ? new Bits64() : new Bits32();
    }

    @Override
    public final long addressOf(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** JNA keeps errno for the thread before the JVM can do anything that changes it. */
    private static long resultOrErrno(long result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    private static final class Bits64 extends JnaSystemCalls {
        private static native long syscall(long number, long a1, long a2, long a3, long a4, long a5);

        @Override
        public long call(long number, long a1, long a2, long a3, long a4, long a5) {
            return resultOrErrno(syscall(number, a1, a2, a3, a4, a5));
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
