package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;
import org.linuxkeyring.testing.Await;

/** Services that share a file of versions, and one that is stopped. */
class FollowServiceTest {
    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();
    private final MemoryStore store = new MemoryStore();

    private FollowService start(Path versions) throws IOException {
        return start(versions, new RecordingDestination());
    }

    private FollowService start(Path versions, Destination destination) throws IOException {
        return FollowService.of(
                store,
                RunningFollower.KEYS,
                TestFleet.recipient(),
                destination,
                versions,
                new Lease(Duration.ofHours(1)),
                Optional.empty(),
                lines::add);
    }

    @Test
    void aSecondOneIsToldOfTheFirst() throws Exception {
        Path versions = folder.resolve("state/versions");
        FollowService first = start(versions);
        assertEquals(List.of(), lines);
        start(versions).close();
        start(folder.resolve("other")).close();
        assertEquals(1, lines.size(), () -> "" + lines);
        assertTrue(lines.get(0).startsWith("Warning: Another service follows with " + versions), lines.get(0));

        lines.clear();
        first.close();
        start(versions).close();
        assertEquals(List.of(), lines);
    }

    @Test
    void whereNothingCanBeLockedItStartsAllTheSame() throws Exception {
        Files.createDirectory(folder.resolve("versions.service.lock"));
        start(folder.resolve("versions")).close();
        assertEquals(List.of(), lines);
    }

    @Test
    void aServiceThatIsStoppedWhileItSetsEntriesEndsWithTheOneThatItIsAt() throws Exception {
        Instant end = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        for (String name : List.of("shop/a", "shop/b")) {
            RunningFollower.publish(
                    store, Published.web(1, "0123456789abcdef").named(name).until(end));
        }
        SlowDestination destination = new SlowDestination();
        FollowService service = start(folder.resolve("versions"), destination);
        Thread running = new Thread(() -> {
            try {
                service.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        running.start();
        destination.isSetting.await();
        Thread stopping = new Thread(service::close);
        stopping.start();
        Await.until(() -> stopping.getState() == Thread.State.TIMED_WAITING, "the stop to wait for the entry");
        destination.mayGoOn.countDown();
        stopping.join();
        running.join();
        assertEquals(List.of("set shop/a", "close"), destination.calls);
        assertEquals(Optional.empty(), store.get(RunningFollower.KEYS.report(TestFleet.MACHINE)));
    }

    /** Sets an entry no sooner than it may. */
    private static final class SlowDestination implements Destination {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final CountDownLatch isSetting = new CountDownLatch(1);
        final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
                throws GeneralSecurityException {
            isSetting.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new GeneralSecurityException(e);
            }
            calls.add("set " + name);
        }

        @Override
        public boolean prolong(EntryName name, Policy policy, Duration lifetime) {
            return true;
        }

        @Override
        public void remove(EntryName name, Policy policy) {}

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
