package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;

/** The way to the running kernel, on which an interceptor decides what becomes of each system call. */
public final class InterceptedCalls implements SystemCalls {
    private static final String ARCHITECTURE = System.getProperty("os.arch");
    private static final Interceptor NONE = (call, kernel) -> kernel.getAsLong();

    private final SystemCalls kernel = NativeGate.open();
    private final SyscallNumbers numbers = SyscallNumbers.of(ARCHITECTURE);
    private volatile Interceptor interceptor = NONE;
    private final Keyctl keyctl = KernelLoader.load("Linux", ARCHITECTURE, () -> this);

    /** What is done in the place of a system call. */
    @FunctionalInterface
    public interface Interceptor {
        /**
         * Returns what the kernel is to have answered.
         *
         * @param call the name of the system call, or the operation of keyctl(2)
         * @param kernel makes the call
         */
        long on(String call, LongSupplier kernel);
    }

    /** Returns the port to the kernel, all of whose system calls are intercepted. */
    public Keyctl keyctl() {
        return keyctl;
    }

    /** Has system calls intercepted, in all threads, until {@link #pass()}. */
    public void intercept(Interceptor by) {
        interceptor = by;
    }

    /** Lets system calls pass again. */
    public void pass() {
        interceptor = NONE;
    }

    @Override
    public long call(long number, long a1, long a2, long a3, long a4, long a5) {
        return interceptor.on(name(number, a1), () -> kernel.call(number, a1, a2, a3, a4, a5));
    }

    @Override
    public long addressOf(ByteBuffer direct) {
        return kernel.addressOf(direct);
    }

    private String name(long number, long operation) {
        if (number == numbers.keyctl()) {
            return Arrays.stream(Operation.values())
                    .filter(known -> known.code() == operation)
                    .findFirst()
                    .map(Operation::name)
                    .orElse("keyctl");
        }
        return number == numbers.addKey()
                ? "add_key"
                : number == numbers.requestKey()
                        ? "request_key"
                        : number == numbers.geteuid() ? "geteuid" : "socket call " + number;
    }
}
