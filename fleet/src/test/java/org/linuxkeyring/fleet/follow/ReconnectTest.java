package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.store.MemoryStore;
import org.linuxkeyring.testing.Await;

/** A store that answers, and whose watches do not last. */
class ReconnectTest {
    @TempDir
    private Path folder;

    @Test
    void aStoreWhoseWatchesEndAtOnceIsAskedAtLongerAndLongerIntervals() throws Exception {
        FaultyStore store = new FaultyStore(new MemoryStore());
        store.endsEachWatch = true;
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            Await.until(
                    () -> store.askedAt.size() >= 5, () -> "the store to be asked again, after " + machine.log.lines);
        }
        // The second to the fourth wait are random parts of 1,000, 2,000 and 4,000 ms.
        Duration taken = Duration.ofNanos(store.askedAt.get(4) - store.askedAt.get(1));
        assertTrue(taken.toMillis() > 100, () -> "asked three times more within " + taken);
    }
}
