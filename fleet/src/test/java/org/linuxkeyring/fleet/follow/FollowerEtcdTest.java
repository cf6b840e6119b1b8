package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;

class FollowerEtcdTest {
    private static final String WEB = "shop/web";
    private static final String FIRST = "0123456789abcdef";
    private static final String SECOND = "fedcba9876543210";

    @TempDir
    private Path folder;

    private EtcdServer server;
    private FleetStore store;

    @BeforeEach
    void startServer() throws Exception {
        server = EtcdServer.start(folder);
        store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())));
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            store.close();
            server.close();
        }
    }

    private void publish(long version, String key) throws Exception {
        RunningFollower.publish(store, Published.web(version, key));
    }

    @Test
    void setsWhatIsPublishedThroughEtcdWhichHasNoKeyOnItsDisk() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, FIRST);
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
        }
        server.kill();
        assertTrue(
                contents().anyMatch(text -> text.contains(RunningFollower.KEYS.envelopes(TestFleet.MACHINE))),
                "etcd's disk was not read");
        assertFalse(contents().anyMatch(text -> text.contains(FIRST) || text.contains(SECOND)));
    }

    /** The bytes of all files that etcd has written, as text of one character a byte. */
    private Stream<String> contents() throws IOException {
        return Files.walk(server.data()).filter(Files::isRegularFile).map(file -> {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void isBackWhenEtcdIsAndHasWhatWasPublishedMeanwhile() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofSeconds(1))) {
            machine.awaitKey(WEB, FIRST);
            server.kill();
            machine.awaitNext("unheard");
            server.restart();
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
        }
    }

    @Test
    void compactionWhileItIsAwayLosesNothing() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, FIRST);
        }
        for (int i = 2; i < 10; i++) {
            publish(i, FIRST);
        }
        publish(10, SECOND);
        long revision = store.get(RunningFollower.key(Published.web(10, SECOND)))
                .orElseThrow()
                .modRevision();
        server.etcdctl("compact", Long.toString(revision)).succeeded();
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, SECOND);
            publish(11, FIRST);
            machine.awaitKey(WEB, FIRST);
        }
    }
}
