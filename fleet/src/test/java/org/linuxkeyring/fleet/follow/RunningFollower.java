package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore.SecretKeyEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;
import org.linuxkeyring.testing.Await;

/** The tests' machine, whose service runs in a thread of its own. */
final class RunningFollower implements AutoCloseable {
    static final FleetKeys KEYS = new FleetKeys("/test/");

    final RecordingDestination destination = new RecordingDestination();
    final RecordingLog log = new RecordingLog();
    private final AtomicLong suspended = new AtomicLong();
    private final LongSupplier nanos = () -> System.nanoTime() + suspended.get();
    final TestClock clock = new TestClock(TestFleet.PUBLISHED, nanos);
    private final Follower follower;
    private final Thread thread;

    RunningFollower(FleetStore store, Path folder, Duration lease) throws IOException {
        follower = Follower.of(
                store,
                KEYS,
                TestFleet.recipient(),
                destination,
                folder.resolve("versions"),
                new Lease(lease),
                clock,
                nanos,
                log);
        thread = new Thread(() -> {
            try {
                follower.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
    }

    /** Lets all clocks go on by a time in which the service does not run. */
    void suspend(Duration time) {
        suspended.addAndGet(time.toNanos());
    }

    static String key(Published published) {
        return KEYS.envelope(TestFleet.MACHINE, published.name());
    }

    static void publish(FleetStore store, Published published) throws StoreException {
        store.put(key(published), published.envelope());
    }

    /** Waits until an entry has this key; null if it is not to be there. */
    void awaitKey(String name, String key) throws InterruptedException {
        Await.until(
                () -> Optional.ofNullable(key).equals(key(name)),
                () -> "the entry " + name + " to be " + key + ", but is " + key(name) + ", after " + log.lines);
    }

    private Optional<String> key(String name) {
        return Optional.ofNullable(destination.kept.get(destination.place(EntryName.of(name), Policy.DEFAULT)))
                .map(kept -> new String(
                        ((SecretKeyEntry) kept.entry()).getSecretKey().getEncoded(), US_ASCII));
    }

    void awaitLine(String part) throws InterruptedException {
        Await.until(() -> log.lines.stream().anyMatch(line -> line.contains(part)), part);
    }

    /** Waits until a line comes that has not come yet. */
    void awaitNext(String part) throws InterruptedException {
        log.lines.clear();
        awaitLine(part);
    }

    static Report report(FleetStore store) throws StoreException, MessageException {
        return Report.verify(
                TestFleet.MACHINE,
                store.get(KEYS.report(TestFleet.MACHINE)).orElseThrow().value(),
                TestFleet.certificate());
    }

    @Override
    public void close() {
        follower.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
