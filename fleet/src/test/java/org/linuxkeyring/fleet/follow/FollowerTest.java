package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.FleetStore.Change;
import org.linuxkeyring.fleet.store.MemoryStore;
import org.linuxkeyring.testing.Await;

class FollowerTest {
    private static final String WEB = "shop/web";
    private static final String FIRST = "0123456789abcdef";
    private static final String SECOND = "fedcba9876543210";
    private static final Duration LONG = Duration.ofHours(1);

    /** The shortest, after a quarter of which, or a second, all keys are compared. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final FaultyStore store = new FaultyStore(new MemoryStore());

    private void publish(long version, String key) throws Exception {
        RunningFollower.publish(store, Published.web(version, key));
    }

    @Test
    void setsWhatWasPublishedBeforeItBeganAndWhatIsWhileItRuns() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
            publish(3, null);
            machine.awaitKey(WEB, null);
        }
    }

    @Test
    void reportsWhatItHas() throws Exception {
        publish(7, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> store.isReachable && reportedVersion() == 7, "the report");
            assertTrue(isLately(TestFleet.PUBLISHED.plus(LONG), leaseEnd()), () -> "ends at " + leaseEnd());
        }
    }

    private long reportedVersion() {
        try {
            return RunningFollower.report(store).states().get(0).version();
        } catch (Exception e) {
            return 0;
        }
    }

    @Test
    void aStoreOutOfReachLeavesWhatIsSetAndIsFollowedAgainWhenItAnswers() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, SHORT)) {
            machine.awaitKey(WEB, FIRST);
            store.isReachable = false;
            machine.awaitNext("unheard out of reach");
            assertTrue(machine.destination.kept.containsKey(WEB));

            store.isReachable = true;
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
            machine.awaitNext("heard");
        }
    }

    @Test
    void aWatchThatIsSilentIsMadeUpForWhenAllKeysAreCompared() throws Exception {
        store.isWatched = false;
        try (RunningFollower machine = new RunningFollower(store, folder, SHORT)) {
            machine.awaitLine("heard");
            publish(1, FIRST);
            machine.awaitKey(WEB, FIRST);
        }
    }

    @Test
    void aWatchThatEndsIsReplacedAndNothingInBetweenIsLost() throws Exception {
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitLine("heard");
            store.isWatched = false;
            publish(1, FIRST);
            store.isWatched = true;
            store.endWatches();
            machine.awaitKey(WEB, FIRST);
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
        }
    }

    @Test
    void aStoreWithoutSpaceTakesNoReportAndEntriesAreSetAllTheSame() throws Exception {
        publish(1, FIRST);
        store.isFull = true;
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            machine.awaitLine("The report is not taken: no space left");
        }
    }

    @Test
    void garbageAndWhatIsNotForThisMachineCostsItselfAlone() throws Exception {
        publish(1, FIRST);
        store.put(
                RunningFollower.KEYS.envelope(
                        TestFleet.MACHINE,
                        Published.web(1, FIRST).named("shop/bad").name()),
                new byte[100]);
        store.put(RunningFollower.KEYS.envelopes(TestFleet.MACHINE) + "no name!", new byte[100]);
        store.put(
                RunningFollower.KEYS.envelopes(TestFleet.MACHINE) + "shop/copy",
                Published.web(1, FIRST).envelope());
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitLine("refused shop/bad");
            machine.awaitLine("refused shop/copy The publication stored as shop/copy is of shop/web");
            machine.awaitKey(WEB, FIRST);
            assertEquals(1, machine.destination.kept.size());
        }
    }

    @Test
    void moreKeysThanAMachineHasAreNotReadAndWhatIsSetStays() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, SHORT)) {
            machine.awaitKey(WEB, FIRST);
            List<Change> changes = new ArrayList<>();
            IntStream.rangeClosed(0, Follower.MOST_ENTRIES)
                    .forEach(i -> changes.add(new Change(
                            RunningFollower.KEYS.envelopes(TestFleet.MACHINE) + "n" + i, Optional.of(new byte[1]))));
            for (int i = 0; i < changes.size(); i += 100) {
                store.commit(List.of(), changes.subList(i, Math.min(i + 100, changes.size())));
            }
            machine.awaitLine("There are more than 10000 keys below /test/to/web1.example/");
            machine.awaitKey(WEB, FIRST);
        }
    }

    @Test
    void aClockPutForwardAtWhichTheKernelEndsAllKeysCostsSecondsAndNotAQuarterOfTheLease() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> reportedVersion() == 1, "the report");
            machine.destination.kept.clear();
            machine.clock.step(Duration.ofHours(2));
            machine.awaitLine("lost " + WEB);
            machine.awaitKey(WEB, FIRST);
        }
    }

    @Test
    void aClockPutBackHasLeasesCountAnew() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> reportedVersion() == 1, "the report");
            machine.clock.step(Duration.ofHours(-2));
            Await.until(
                    () -> isLately(TestFleet.PUBLISHED.minus(LONG), leaseEnd()),
                    "a lease that counts from the new time");
        }
    }

    @Test
    void whatIsSetAfterAStepOfTheClockIsNotShifted() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> reportedVersion() == 1, "the report");
            machine.clock.step(LONG.multipliedBy(-2));
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
            Await.until(
                    () -> reportedVersion() == 2 && isLately(TestFleet.PUBLISHED.minus(LONG), leaseEnd()),
                    "a report of what all keys are");
            assertTrue(
                    machine.log.lines.stream().noneMatch(line -> line.startsWith("lost")),
                    () -> "" + machine.log.lines);
        }
    }

    @Test
    void aSuspendInWhichTheKernelEndsAllKeysCostsSecondsAndNotAQuarterOfTheLease() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> reportedVersion() == 1, "the report");
            machine.destination.kept.clear();
            machine.suspend(LONG);
            machine.awaitLine("lost " + WEB);
            machine.awaitKey(WEB, FIRST);
        }
    }

    @Test
    void aClockPutBackWhileTheStoreIsOutOfReachMakesNoLeaseLonger() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, LONG)) {
            machine.awaitKey(WEB, FIRST);
            Await.until(() -> reportedVersion() == 1, "the report");
            RecordingDestination.Kept before = machine.destination.kept.get(WEB);
            store.isReachable = false;
            store.endWatches();
            machine.awaitLine("unheard out of reach");
            machine.clock.step(Duration.ofHours(-2));
            // Nothing else tells the destination anything for a quarter of the lease.
            Await.until(() -> machine.destination.kept.get(WEB) != before, "a timeout that counts from the new time");
            assertTrue(machine.destination.kept.get(WEB).lifetime().compareTo(LONG) <= 0);
        }
    }

    /** Returns whether a time of the machine's clock is as expected, or as much later as its service has run. */
    private static boolean isLately(Instant expected, Instant time) {
        return !time.isBefore(expected) && time.isBefore(expected.plus(Duration.ofMinutes(10)));
    }

    private Instant leaseEnd() {
        try {
            return RunningFollower.report(store).states().get(0).leaseEnd().orElse(Instant.MAX);
        } catch (Exception e) {
            return Instant.MAX;
        }
    }

    @Test
    void machinesThatLoseTheStoreAtOnceComeBackAtTimesOfTheirOwn() {
        long seed = System.nanoTime();
        int machines = 1_000;
        int[] perSecond = new int[64];
        for (int machine = 0; machine < machines; machine++) {
            Backoff backoff = new Backoff(new Random(seed + machine));
            IntStream.range(0, 10).forEach(i -> backoff.next());
            perSecond[(int) backoff.next().toSeconds()]++;
        }
        int most = IntStream.of(perSecond).max().orElseThrow();
        assertTrue(most < machines / 20, "seed " + seed + ": " + most + " of " + machines + " within a second");
    }
}
