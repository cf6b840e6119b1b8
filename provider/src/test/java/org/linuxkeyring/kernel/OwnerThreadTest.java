package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.OpenBackend;

/** The thread that makes the calls of keystores on thread and process keyrings. */
class OwnerThreadTest {
    private static final long DEADLINE_S = 30;
    private static final byte[] USER = "user".getBytes(US_ASCII);

    private final Keyctl owner = OwnerThread.confine(OpenBackend.privateMemory());
    private final InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();

    private static <T> T within(Supplier<T> calls) throws Exception {
        return CompletableFuture.supplyAsync(calls, task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    thread.start();
                })
                .get(DEADLINE_S, TimeUnit.SECONDS);
    }

    private int add(String description, String payload) {
        return owner.addKey(
                USER,
                description.getBytes(US_ASCII),
                ByteBuffer.wrap(payload.getBytes(US_ASCII)),
                Keyctl.THREAD_KEYRING);
    }

    private int size(int key) {
        return owner.read(key, ByteBuffer::remaining);
    }

    private <T> T inOwner(Supplier<T> work) {
        return owner.read(add("any", "payload"), payload -> work.get());
    }

    @Test
    void everyThreadsCallsAreMadeByTheSameThread() throws Exception {
        int key = add("shared", "payload");

        assertEquals(7, (int) within(() -> size(key)));
        Thread thread = inOwner(Thread::currentThread);
        assertSame(thread, within(() -> inOwner(Thread::currentThread)));
        assertNotSame(Thread.currentThread(), thread);
        assertTrue(thread.isDaemon());
        assertEquals("linuxkeyring-owner", thread.getName());
    }

    /** The compiler asks for the abstract ones only. */
    @Test
    void everyMethodOfThePortIsDelegated() throws Exception {
        for (Method method : Keyctl.class.getMethods()) {
            assertSame(
                    OwnerThread.class,
                    OwnerThread.class
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass(),
                    method::toString);
        }
    }

    @Test
    void aReaderThatCallsAgainIsAnsweredAtOnce() throws Exception {
        int outer = add("outer", "1");
        int inner = add("inner", "22");

        assertEquals(3, (int) within(() -> owner.read(outer, payload -> payload.remaining() + size(inner))));
    }

    @Test
    void anotherKeyctlsCallsFromWithinAreAnsweredToo() throws Exception {
        Keyctl other = OwnerThread.confine(OpenBackend.privateMemory());

        assertTrue(within(() -> inOwner(() -> other.keyringId(Keyctl.THREAD_KEYRING, true))) > 0);
    }

    @Test
    void whoWaitsWithinForAnotherThreadDoesNotMakeASecondOwner() throws Exception {
        Thread first = inOwner(Thread::currentThread);

        within(() -> inOwner(() -> CompletableFuture.supplyAsync(() -> 1).join()));

        assertSame(first, inOwner(Thread::currentThread));
    }

    @Test
    void aRefusalIsTheSameFromWithinAndFromOutside() throws Exception {
        assertEquals(
                Errno.ENOKEY,
                assertThrows(KeyctlException.class, () -> owner.describe(1)).errno());
        assertEquals(
                Errno.ENOKEY,
                within(() -> inOwner(() -> assertThrows(KeyctlException.class, () -> owner.describe(1))
                        .errno())));
    }

    /** Objects that the first caller's application left in the thread would keep all of its classes. */
    @Test
    void theThreadHoldsNothingOfItsCallers() {
        inherited.set("of this thread");
        try {
            assertNull(inOwner(inherited::get));
            ClassLoader context = inOwner(() -> Thread.currentThread().getContextClassLoader());
            assertTrue(context == null || context == ClassLoader.getSystemClassLoader());
        } finally {
            inherited.remove();
        }
    }

    @Test
    void anInterruptedCallerGetsItsAnswerAndStaysInterrupted() {
        int key = add("any", "payload");
        Thread.currentThread().interrupt();

        assertEquals(7, size(key));
        assertTrue(Thread.interrupted());
    }
}
