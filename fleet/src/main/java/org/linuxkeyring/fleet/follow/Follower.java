package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.FleetStore.Item;
import org.linuxkeyring.fleet.store.FleetStore.Keys;
import org.linuxkeyring.fleet.store.FleetStore.Watch;
import org.linuxkeyring.fleet.store.StoreException;

/**
 * Brings the entries that are published to a machine into keyrings, prolongs them while the store answers, and reports
 * what it has done. A watch makes it quick; what is true is found by comparing all keys, at the beginning and whenever
 * leases are prolonged, so that nothing depends on the watch.
 */
public final class Follower implements AutoCloseable {
    /** The most entries that are published to one machine. */
    public static final int MOST_ENTRIES = 10_000;

    /** The longest time that a report waits after a change. What is published to all is not reported by all at once. */
    private static final Duration REPORT = Duration.ofSeconds(1);

    /**
     * A store that was followed this long is asked again soon; one whose watches end at once is not asked in a loop.
     */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final FleetStore store;
    private final FleetKeys keys;
    private final Recipient recipient;
    private final Clock clock;
    private final FollowLog log;
    private final FollowedEntries entries;
    private final Random random;
    private final Backoff backoff;
    private final LongSupplier nanos;
    private final ClockSteps steps;
    private final Hints hints = new Hints(MOST_ENTRIES);
    private final String prefix;
    private volatile boolean isClosed;

    private Follower(
            FleetStore store,
            FleetKeys keys,
            Recipient recipient,
            FollowedEntries entries,
            Clock clock,
            LongSupplier nanos,
            Random random,
            FollowLog log) {
        this.store = store;
        this.keys = keys;
        this.recipient = recipient;
        this.entries = entries;
        this.clock = clock;
        this.log = log;
        this.nanos = nanos;
        this.steps = new ClockSteps(clock, nanos);
        this.random = random;
        this.backoff = new Backoff(random);
        this.prefix = keys.envelopes(recipient.machine());
    }

    /**
     * Returns a service that has yet to run.
     *
     * @param versions the file with the versions that this machine has seen
     * @param nanos the time since some moment, which no one can put and which goes on in suspend, as leases do
     * @throws IOException if that file cannot be read
     */
    static Follower of(
            FleetStore store,
            FleetKeys keys,
            Recipient recipient,
            Destination destination,
            Path versions,
            Lease lease,
            Clock clock,
            LongSupplier nanos,
            FollowLog log)
            throws IOException {
        FollowedEntries entries =
                new FollowedEntries(recipient, destination, Versions.read(versions), lease, clock, log);
        return new Follower(store, keys, recipient, entries, clock, nanos, new Random(), log);
    }

    /** Runs until it is closed. What the store refuses, or does not answer, is asked again later. */
    public void run() throws InterruptedException {
        while (!isClosed) {
            long begun = nanos.getAsLong();
            try {
                follow();
            } catch (StoreException e) {
                log.unheard(e.getMessage());
                entries.setTimesLeft();
            }
            if (nanos.getAsLong() - begun >= LASTING.toNanos()) {
                backoff.reset();
            }
            rest(backoff.next());
        }
    }

    /** Waits, and sees to it that leases end in time whatever the clock says. */
    private void rest(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        long left = wait.toNanos();
        while (left > 0 && !isClosed) {
            hints.await(Duration.ofNanos(Math.min(ClockSteps.LOOK.toNanos(), left)));
            adjustToClock();
            left = end - System.nanoTime();
        }
    }

    /** Returns whether the clock was put, and if so has leases end when they would have ended without that. */
    private boolean adjustToClock() {
        Optional<Duration> step = steps.step();
        step.ifPresent(entries::shift);
        return step.isPresent();
    }

    /** Follows until the watch ends. */
    private void follow() throws StoreException, InterruptedException {
        Keys there = store.keys(prefix, MOST_ENTRIES);
        try (Watch watch = store.watch(prefix, there.revision() + 1, this::hint, hints::wake)) {
            adjustToClock();
            compare(there);
            long next = nanos.getAsLong() + entries.pause().toNanos();
            Optional<Long> reportAt = Optional.empty();
            while (watch.isOpen() && !isClosed) {
                long now = nanos.getAsLong();
                long left =
                        Math.min(next - now, reportAt.map(time -> time - now).orElse(Long.MAX_VALUE));
                Set<String> changed = hints.await(Duration.ofNanos(Math.min(ClockSteps.LOOK.toNanos(), left)));
                // What is set after a step ends by the new time already, and is not to be shifted.
                boolean isPut = adjustToClock();
                for (String key : changed) {
                    read(key);
                }
                if (adjustToClock() || isPut || isOver(next)) {
                    compare(store.keys(prefix, MOST_ENTRIES));
                    next = nanos.getAsLong() + entries.pause().toNanos();
                    reportAt = Optional.empty();
                    continue;
                }
                if (!changed.isEmpty()) {
                    long changedAt = nanos.getAsLong();
                    next = changedAt
                            + Math.min(next - changedAt, entries.pause().toNanos());
                    reportAt = reportAt.or(() -> Optional.of(changedAt + random.nextLong(REPORT.toNanos())));
                }
                if (reportAt.filter(this::isOver).isPresent()) {
                    report();
                    reportAt = Optional.empty();
                }
            }
        }
    }

    /** Takes what may be an entry's key; who can write to the store chooses what else there is, and how long it is. */
    private void hint(String key) {
        if (FleetKeys.nameBelow(prefix, key).isPresent()) {
            hints.add(key);
        }
    }

    private boolean isOver(long time) {
        return nanos.getAsLong() - time >= 0;
    }

    private void compare(Keys there) throws StoreException {
        log.heard();
        entries.setTimesLeft();
        Map<EntryName, Long> names = new TreeMap<>();
        there.revisions()
                .forEach((key, revision) ->
                        FleetKeys.nameBelow(prefix, key).ifPresent(name -> names.put(name, revision)));
        // What the store no longer has goes first, since only so many names are kept that did not open.
        entries.keepOnly(names.keySet());
        for (Map.Entry<EntryName, Long> each : names.entrySet()) {
            if (entries.isToBeRead(each.getKey(), each.getValue())) {
                read(keys.envelope(recipient.machine(), each.getKey()));
            }
        }
        if (isClosed) {
            // A report would be without what was not read.
            return;
        }
        entries.prolong();
        for (EntryName lost : entries.lost()) {
            read(keys.envelope(recipient.machine(), lost));
        }
        report();
    }

    /** Acts on what is under a key, unless the service is to end, which is not to wait for all keys. */
    private void read(String key) throws StoreException {
        Optional<EntryName> name = FleetKeys.nameBelow(prefix, key);
        if (name.isEmpty() || isClosed) {
            return;
        }
        Optional<Item> item = store.get(key);
        if (item.isPresent()) {
            entries.take(name.get(), item.get().value(), item.get().modRevision());
        } else {
            entries.missing(name.get());
        }
    }

    /** Reports, where that is allowed: a store that takes no report does not keep entries from being set. */
    private void report() {
        List<Report.State> states = entries.states();
        log.reported(states);
        Report report = new Report(recipient.machine(), clock.instant().truncatedTo(ChronoUnit.SECONDS), states);
        try {
            store.put(
                    keys.report(recipient.machine()),
                    report.sign(new Signer(recipient.key(), recipient.certificate())));
            log.reportTaken();
        } catch (StoreException | MessageException e) {
            log.reportRefused("The report is not taken: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        isClosed = true;
        hints.wake();
    }
}
