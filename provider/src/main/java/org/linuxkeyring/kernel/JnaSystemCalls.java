package org.linuxkeyring.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * libc's syscall(2), called through JNA's direct mapping, with primitives alone. The C type is long, whose width is the
 * architecture's: hence two mappings, of which the JVM's own is registered.
 */
abstract class JnaSystemCalls implements SystemCalls {
    private JnaSystemCalls() {}

    /** Loads JNA's native library; what that throws is explained by {@link JnaFailure}. */
    static SystemCalls load() {
        return JnaFolder.during(JnaSystemCalls::register);
    }

    private static SystemCalls register() {
        boolean wide = Native.LONG_SIZE == Long.BYTES;
        // Of the symbols the JVM itself has loaded, libc's are always there, whatever its file is called. JNA's cleaner
        // thread lives, with all of JNA's
        // class loader, while a library is open: so this opens one that is no one else's, as its option is, and closes
        // it.
        try (NativeLibrary process = NativeLibrary.getInstance(null, Map.of("linuxkeyring", new Object()))) {
            Native.register(wide ? Bits64.class : Bits32.class, process);
        }
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
