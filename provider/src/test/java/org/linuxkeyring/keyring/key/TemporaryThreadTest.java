package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.KeyringException;

class TemporaryThreadTest {
    static Stream<Throwable> unchecked() {
        return Stream.of(new KeyringException("refused"), new IllegalStateException(), new AssertionError());
    }

    @ParameterizedTest
    @MethodSource("unchecked")
    void whatTheCallsThrowIsThrownAsItIs(Throwable thrown) {
        assertSame(
                thrown,
                assertThrows(
                        Throwable.class,
                        () -> TemporaryThread.call(() -> {
                            if (thrown instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) thrown;
                        })));
    }

    @Test
    void callsWithinCallsAreMadeInTheSameThread() {
        List<Thread> threads = TemporaryThread.call(
                () -> List.of(Thread.currentThread(), TemporaryThread.call(Thread::currentThread)));
        assertSame(threads.get(0), threads.get(1));
        assertNotSame(Thread.currentThread(), threads.get(0));
    }
}
