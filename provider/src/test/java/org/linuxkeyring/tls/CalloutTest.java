package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.testing.Await;

/**
 * An entry is requested once for all handshakes that wait for it. Their wait is limited, and a failed request is not
 * repeated at once.
 */
class CalloutTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicInteger helpers = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Blocks the helper program as long as a test wants. */
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        go.countDown();
    }

    private Callout callout(Predicate<String> helper) {
        return new Callout(
                List.of(),
                alias -> {
                    helpers.incrementAndGet();
                    threads.add(Thread.currentThread());
                    return helper.test(alias);
                },
                now::get);
    }

    private boolean waitUntilLetGo(String alias) {
        try {
            go.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean await(Callout callout, String... aliases) {
        return callout.await(List.of(aliases), new HashSet<>(), false);
    }

    private static boolean awaitAgain(Callout callout, String... aliases) {
        return callout.await(List.of(aliases), new HashSet<>(), true);
    }

    @Test
    void allThreadsThatWaitShareOneHelper() throws Exception {
        Callout callout = callout(this::waitUntilLetGo);
        List<FutureTask<Boolean>> waiting = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FutureTask<Boolean> each = new FutureTask<>(() -> await(callout, "web"));
            waiting.add(each);
            Thread thread = new Thread(each);
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            Await.until(() -> thread.getState() == Thread.State.TIMED_WAITING, "a thread that waits");
        }
        go.countDown();
        for (FutureTask<Boolean> each : waiting) {
            assertTrue(each.get());
        }
        assertEquals(1, helpers.get());
    }

    @Test
    void ofThousandsOfEntriesEachIsRequestedOnce() throws Exception {
        Callout callout = callout(this::waitUntilLetGo);
        String[] aliases = IntStream.range(0, 2_000).mapToObj(i -> "web" + i).toArray(String[]::new);
        for (int i = 0; i < 2; i++) {
            // An interrupted thread makes the requests and waits for none.
            Thread.currentThread().interrupt();
            assertFalse(await(callout, aliases));
            assertTrue(Thread.interrupted());
        }
        go.countDown();
        assertTrue(await(callout, "last"));
        Await.until(() -> helpers.get() > aliases.length, "the others that were requested before");
        assertEquals(aliases.length + 1, helpers.get());
    }

    @Test
    void whatWasMadeIsAskedForAgainWhenItHasGone() {
        Callout callout = callout(alias -> true);
        assertTrue(await(callout, "web"));
        assertTrue(await(callout, "web"));
        assertEquals(2, helpers.get());
    }

    /** The result may come between two checks of the requests. */
    @Test
    void anAnswerIsHeardWheneverItComes() {
        Callout callout = callout(alias -> true);
        for (int i = 0; i < 20_000; i++) {
            assertTrue(await(callout, "web"), "no answer in round " + i);
        }
    }

    @Test
    void theFirstThatIsMadeEndsTheWait() {
        Callout callout = callout(alias -> alias.equals("quick") || waitUntilLetGo(alias));
        Set<String> heard = new HashSet<>();
        assertTrue(callout.await(List.of("slow", "quick"), heard, false));
        assertEquals(Set.of("quick"), heard);
    }

    @Test
    void whatIsMadeAndIsStillNotWhatAHandshakeNeedsDoesNotHoldItAnyLonger() {
        Callout callout = callout(alias -> true);
        Set<String> heard = new HashSet<>();
        assertTrue(callout.await(List.of("web"), heard, true));
        assertFalse(callout.await(List.of("web"), heard, true));
    }

    @Test
    void aFailureIsNotAskedForAgainUntilThePauseIsOver() {
        Callout callout = callout(alias -> false);
        assertFalse(await(callout, "web"));
        assertFalse(awaitAgain(callout, "web"));
        assertEquals(1, helpers.get());

        now.addAndGet(Callout.PAUSE.toNanos());
        assertFalse(awaitAgain(callout, "web"));
        assertEquals(2, helpers.get());
    }

    @Test
    void aRefusalIsAFailure() {
        Callout callout = callout(alias -> {
            throw new RefusedCall("request_key", Errno.EKEYREJECTED.number(), alias);
        });
        assertFalse(await(callout, "web"));
        assertFalse(awaitAgain(callout, "web"));
        assertEquals(1, helpers.get());
    }

    @Test
    void aFaultOfTheAskingEndsTheWaitToo() {
        Callout callout = callout(alias -> {
            throw new StackOverflowError();
        });
        assertFalse(await(callout, "web"));
    }

    /** The second request does not end within this test. */
    @Test
    void whatFailedOnceIsAskedForWhileNoHandshakeWaits() throws InterruptedException {
        Callout callout = callout(alias -> helpers.get() > 1 && waitUntilLetGo(alias));
        assertFalse(await(callout, "web"));
        now.addAndGet(Callout.PAUSE.toNanos());
        assertFalse(await(callout, "web"));
        Await.until(() -> helpers.get() == 2, "a second question");
    }

    @Test
    void whatIsThereAgainHasNotFailed() {
        Callout callout = callout(alias -> helpers.get() > 1);
        assertFalse(await(callout, "web"));
        callout.found(Set.of("web"));
        assertTrue(await(callout, "web"));
    }

    @Test
    void whatIsThereDoesNotLetAnotherBeAskedForSooner() {
        Callout callout = callout(alias -> false);
        assertFalse(await(callout, "web"));
        callout.found(Set.of("other"));
        assertFalse(await(callout, "web"));
        assertEquals(1, helpers.get());
    }

    @Test
    void ofManyFailuresTheFirstIsForgotten() {
        Callout callout = callout(alias -> false);
        String[] aliases = IntStream.range(0, 1_025).mapToObj(i -> "web" + i).toArray(String[]::new);
        for (String alias : aliases) {
            assertFalse(await(callout, alias));
        }
        assertFalse(await(callout, aliases[1]));
        assertFalse(await(callout, aliases[aliases.length - 1]));
        assertEquals(aliases.length, helpers.get());
        assertFalse(await(callout, aliases[0]));
        assertEquals(aliases.length + 1, helpers.get());
    }

    @Test
    void noOneWaitsLongerThanTheLongestWait() throws Exception {
        Callout callout = callout(this::waitUntilLetGo);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> await(callout, "web"));
        Thread thread = new Thread(waiting);
        thread.start();
        Await.until(() -> thread.getState() == Thread.State.TIMED_WAITING, "a thread that waits");
        Await.until(() -> helpers.get() == 1, "the helper, which another thread starts");

        now.addAndGet(Callout.LONGEST_WAIT.toNanos());
        assertFalse(await(callout, "web"));
        assertEquals(1, helpers.get());
        thread.interrupt();
        assertFalse(waiting.get());
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        Callout callout = callout(this::waitUntilLetGo);
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return !await(callout, "web") && Thread.currentThread().isInterrupted();
        });
        new Thread(interrupted).start();
        assertTrue(interrupted.get());
    }

    @Test
    void fourHelpersAreStartedAtOnceAndTheOthersWhenTheseHaveEnded() throws Exception {
        Callout callout = callout(this::waitUntilLetGo);
        String[] names = {"a", "b", "c", "d", "e", "f"};
        FutureTask<Boolean> waiting = new FutureTask<>(() -> await(callout, names));
        new Thread(waiting).start();
        Await.until(() -> helpers.get() == 4, "four helpers");
        go.countDown();
        assertTrue(waiting.get());
        Await.until(() -> helpers.get() == names.length, "all helpers");
    }

    @Test
    void itsThreadsKeepNothingOfTheirMakersAndEnd() throws InterruptedException {
        Callout callout = callout(this::waitUntilLetGo);
        Thread.currentThread().setContextClassLoader(new ClassLoader(getClass().getClassLoader()) {});
        try {
            callout.await(List.of(), new HashSet<>(), false);
            Thread asking = new Thread(() -> await(callout, "web"));
            asking.start();
            Await.until(() -> threads.size() == 1, "a thread of its own");
            Thread thread = threads.iterator().next();
            assertNotEquals(asking, thread);
            assertNull(thread.getContextClassLoader());
            assertTrue(thread.isDaemon());
            go.countDown();
            thread.join(Duration.ofMinutes(2).toMillis());
            assertFalse(thread.isAlive());
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }
}
