package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;

/** The two implementations of syscall(2), without keys. */
@Tag("kernel")
@EnabledOnOs(OS.LINUX)
class SystemCallsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;
    private static final int EBADF = 9;
    private static final int NO_DESCRIPTOR = -1;
    /** The number of an operation that keyctl(2) does not have. */
    private static final int NO_OPERATION = 0x7fff;

    private static final SyscallNumbers NUMBERS = SyscallNumbers.of(System.getProperty("os.arch"));

    static Stream<SystemCalls> ways() {
        return Stream.concat(NativeGate.foreign().stream(), Stream.of(JnaSystemCalls.load()));
    }

    private static long closeNothing(SystemCalls calls) {
        return calls.call(NUMBERS.sockets().close(), NO_DESCRIPTOR, 0, 0, 0, 0);
    }

    private static long noOperation(SystemCalls calls) {
        return calls.call(NUMBERS.keyctl(), NO_OPERATION, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRefusalIsTheNegatedErrno(SystemCalls calls) {
        assertEquals(-EBADF, closeNothing(calls), "EBADF");
        assertEquals(-Errno.EOPNOTSUPP.number(), noOperation(calls), "EOPNOTSUPP");
    }

    /**
     * Each thread has its own errno, whatever other threads, the compiler and the garbage collector do at the same
     * time.
     */
    @ParameterizedTest
    @MethodSource("ways")
    void threadsDoNotSeeEachOthersErrno(SystemCalls calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                boolean even = i % 2 == 0;
                running.add(pool.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        if (even) {
                            assertEquals(-EBADF, closeNothing(calls));
                        } else {
                            assertEquals(-Errno.EOPNOTSUPP.number(), noOperation(calls));
                        }
                        if (round % 1_000 == 0) {
                            System.gc();
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** The address is that of the buffer's first byte, whatever the buffer's position. */
    @ParameterizedTest
    @MethodSource("ways")
    void theKernelReadsAndWritesWhereABufferLies(SystemCalls calls) {
        ByteBuffer description = ByteBuffer.allocateDirect(4096);
        description.position(100);
        long size = calls.call(
                NUMBERS.keyctl(),
                Operation.KEYCTL_DESCRIBE.code(),
                Keyctl.USER_KEYRING,
                calls.addressOf(description),
                description.capacity(),
                0);

        byte[] told = new byte[(int) size - 1];
        description.get(0, told);
        assertEquals("keyring", new String(told, StandardCharsets.UTF_8).split(";")[0]);
        assertEquals(100, description.position());
    }
}
