package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often /proc/keys is read, and from when on a change is seen, with a file and a clock of the test's own. */
class KeyTimeoutsTest {
    private static final Instant SECOND = Instant.ofEpochSecond(1_800_000_000);
    private static final byte[] USER = "user".getBytes(US_ASCII);
    private static final int KEY = 7;
    private static final int OTHER = 8;

    private final Map<Integer, String> kernel = new TreeMap<>(Map.of(KEY, "perm", OTHER, "3d"));
    private final AtomicInteger readings = new AtomicInteger();
    private volatile Runnable duringReading = () -> {};
    private volatile Instant now = SECOND.plusMillis(100);
    private final KeyTimeouts timeouts = new KeyTimeouts(this::file, () -> now);

    private String file() {
        readings.incrementAndGet();
        String text = kernel.entrySet().stream()
                .map(key -> "%08x I--Q---     1 %4s 3f010000     0     0 user      x: 5%n"
                        .formatted(key.getKey(), key.getValue()))
                .collect(Collectors.joining());
        duringReading.run();
        return text;
    }

    private void assertLeft(String column, int key, int readingsByNow) {
        assertEquals(column, timeouts.timeLeft(key));
        assertEquals(readingsByNow, readings.get());
    }

    @Test
    void allWhoAskWithinASecondShareAReading() {
        for (int i = 0; i < 100; i++) {
            assertLeft("perm", KEY, 1);
            assertLeft("3d", OTHER, 1);
        }
        now = SECOND.plusMillis(1009);
        assertLeft("perm", KEY, 1);
    }

    /** The kernel shows time in whole seconds of its clock, so a reading is exact until that clock's next second. */
    @Test
    void whatAnotherProcessSetsIsSeenFromTheNextSecondOn() {
        assertLeft("perm", KEY, 1);
        kernel.put(KEY, "30s");
        assertLeft("perm", KEY, 1);
        now = SECOND.plusMillis(1010);
        assertLeft("30s", KEY, 2);
        kernel.put(KEY, "expd");
        now = now.plusSeconds(30);
        assertLeft("expd", KEY, 3);
    }

    @Test
    void afterTheClockWasSetBackTheFileIsReadAnew() {
        assertLeft("perm", KEY, 1);
        kernel.put(KEY, "2h");
        now = now.minusSeconds(3600);
        assertLeft("2h", KEY, 2);
    }

    @Test
    void aKeyThatTheReadingLacksIsLookedForInTheFile() {
        assertLeft("perm", KEY, 1);
        kernel.put(9, "5m");
        assertLeft("5m", 9, 2);
        assertLeft("", 10, 3);
        assertLeft("", 10, 4);
    }

    /** As that of a thousand keys does on an emulated processor. */
    @Test
    void whoAsksForManyTakesOneReadingHoweverLongItTakes() {
        duringReading = () -> now = now.plusSeconds(5);

        assertEquals(Map.of(KEY, "perm", OTHER, "3d", 10, ""), timeouts.timesLeft(List.of(KEY, OTHER, 10, KEY)));
        assertEquals(1, readings.get());
    }

    @Test
    void whoAsksForManySharesTheReadingOfThisSecond() {
        assertLeft("perm", KEY, 1);
        timeouts.begin().to(KEY, 50);

        assertEquals(Map.of(KEY, "50s", OTHER, "3d"), timeouts.timesLeft(List.of(KEY, OTHER)));
        assertEquals(1, readings.get());
    }

    @Test
    void aKeyThatChangesDuringAReadingIsLeftOut() {
        duringReading = () -> timeouts.forget(KEY);

        assertEquals(Map.of(OTHER, "3d"), timeouts.timesLeft(List.of(KEY, OTHER)));
    }

    @Test
    void whatThisProcessSetsIsSeenAtOnceWithoutAReading() {
        assertLeft("perm", KEY, 1);
        timeouts.begin().to(KEY, 50);
        assertLeft("50s", KEY, 1);
        timeouts.begin().to(KEY, -1);
        assertLeft("7101w", KEY, 1);
        timeouts.begin().to(KEY, 0);
        assertLeft("perm", KEY, 1);
        timeouts.begin().byAdding(USER, OTHER);
        assertLeft("perm", OTHER, 1);
        timeouts.begin().byAdding(USER, 9);
        assertLeft("perm", 9, 1);
        now = now.plusSeconds(1);
        assertLeft("3d", OTHER, 2);
    }

    /** What an update does to the timeout of a big_key differs from one kernel to another. */
    @Test
    void afterAnUpdateOfAnotherTypeTheFileIsReadAnew() {
        assertLeft("3d", OTHER, 1);
        kernel.put(OTHER, "perm");
        timeouts.begin().byAdding("big_key".getBytes(US_ASCII), OTHER);
        assertLeft("perm", OTHER, 2);
        kernel.put(OTHER, "1h");
        timeouts.forget(OTHER);
        assertLeft("1h", OTHER, 3);
        assertLeft("perm", KEY, 3);
        kernel.remove(KEY);
        timeouts.forgetAll();
        assertLeft("", KEY, 4);
    }

    /** The kernel's second may have changed while it set the timeout. */
    @Test
    void aTimeoutThatIsSetBetweenTwoSecondsIsReadAnew() {
        for (int millis : new int[] {999, 1000, 1009}) {
            now = SECOND.plusMillis(millis);
            timeouts.forgetAll();
            readings.set(0);
            kernel.put(KEY, "perm");
            assertLeft("perm", KEY, 1);
            KeyTimeouts.Change change = timeouts.begin();
            kernel.put(KEY, "30s");
            now = SECOND.plusMillis(Math.max(millis, 1005));
            change.to(KEY, 30);
            assertLeft("30s", KEY, 2);
        }
    }

    @Test
    void ofTwoChangesAtATimeNeitherIsTakenForTheLast() {
        assertLeft("perm", KEY, 1);
        KeyTimeouts.Change one = timeouts.begin();
        KeyTimeouts.Change other = timeouts.begin();
        kernel.put(KEY, "20s");
        other.to(KEY, 20);
        kernel.put(KEY, "perm");
        one.byAdding(USER, KEY);
        assertLeft("perm", KEY, 2);

        one = timeouts.begin();
        kernel.put(KEY, "perm");
        other = timeouts.begin();
        kernel.put(KEY, "20s");
        other.to(KEY, 20);
        one.byAdding(USER, KEY);
        assertLeft("20s", KEY, 3);
    }

    @Test
    void aChangeThatIsMadeDuringAReadingIsSeen() {
        duringReading = () -> {
            duringReading = () -> {};
            kernel.put(KEY, "40s");
            timeouts.begin().to(KEY, 40);
            kernel.put(OTHER, "1h");
            timeouts.forget(OTHER);
        };
        timeouts.timeLeft(9);
        assertLeft("40s", KEY, 1);
        assertLeft("1h", OTHER, 2);
    }

    @Test
    void threadsThatAskAtATimeWaitForOneReading() throws Exception {
        int threads = 8;
        CountDownLatch started = new CountDownLatch(threads);
        CountDownLatch isRead = new CountDownLatch(1);
        duringReading = () -> await(isRead);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var answers = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit(() -> {
                        started.countDown();
                        return timeouts.timeLeft(KEY);
                    }))
                    .toList();
            await(started);
            isRead.countDown();
            for (Future<String> answer : answers) {
                assertEquals("perm", answer.get(10, TimeUnit.SECONDS));
            }
            assertEquals(1, readings.get());
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertEquals(true, latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
