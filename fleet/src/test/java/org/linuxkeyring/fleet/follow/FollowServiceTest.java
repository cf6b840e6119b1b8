package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;

/** Services that share a file of versions. */
class FollowServiceTest {
    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private FollowService start(Path versions) throws IOException {
        return FollowService.of(
                new MemoryStore(),
                RunningFollower.KEYS,
                TestFleet.recipient(),
                new RecordingDestination(),
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
}
