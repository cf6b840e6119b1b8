package org.linuxkeyring.fleet.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.store.FleetStore.Watch;
import org.linuxkeyring.fleet.store.StoreException.Reason;
import org.linuxkeyring.testing.Await;

class EtcdStoreTest extends FleetStoreContract {
    @TempDir
    private static Path folder;

    private static EtcdServer server;
    private static FleetStore store;

    private final String prefix = "/test/" + UUID.randomUUID() + "/";

    @BeforeAll
    static void startServer() throws Exception {
        // A token of a user ends after some seconds without a request, so that tests meet one that has ended.
        server = EtcdServer.start(folder, "--auth-token-ttl", "1");
        store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())));
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            store.close();
            server.close();
        }
    }

    @Override
    FleetStore store() {
        return store;
    }

    @Override
    String prefix() {
        return prefix;
    }

    @Test
    void saysThatNoServerAnswersAndGoesOnWhenOneDoes() throws Exception {
        store.put(prefix + "a", new byte[1]);
        server.kill();
        StoreException refusal = assertThrows(StoreException.class, () -> store.get(prefix + "a"));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains(server.endpoint().toString()), refusal.getMessage());

        server.restart();
        Await.until(() -> answers(prefix + "a"), "the store to answer again");
    }

    private static boolean answers(String key) {
        try {
            return store.get(key).isPresent();
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    void aWatchFromARevisionThatWasCompactedEnds() throws Exception {
        for (int i = 0; i < 3; i++) {
            store.put(prefix + "a", new byte[] {(byte) i});
        }
        long revision = store.get(prefix + "a").orElseThrow().modRevision();
        server.etcdctl("compact", Long.toString(revision)).succeeded();
        CountDownLatch ended = new CountDownLatch(1);
        try (Watch watch = store.watch(prefix, revision - 1, key -> {}, ended::countDown)) {
            assertTrue(ended.await(30, TimeUnit.SECONDS));
            Await.until(() -> !watch.isOpen(), "the watch to be closed");
        }
    }

    @Test
    void listsLongValuesThatFollowManyShortOnes() throws Exception {
        String prefix = "/grown/";
        for (int i = 0; i < 60; i++) {
            store.put(prefix + "a" + i, new byte[10]);
        }
        // Together they are longer than one message may be.
        for (int i = 0; i < 70; i++) {
            store.put(prefix + "b" + i, new byte[1_500_000]);
        }
        assertEquals(130, store.list(prefix).size());
    }

    @Test
    void aStoreWithoutSpaceSaysSo() throws Exception {
        Path own = Files.createDirectory(folder.resolve("small"));
        // The smallest that etcd starts with holds some values of a megabyte.
        try (EtcdServer small = EtcdServer.start(own, "--quota-backend-bytes", "1048576");
                FleetStore full = EtcdStore.of(EtcdConnection.plain(List.of(small.endpoint())))) {
            StoreException refusal = assertThrows(StoreException.class, () -> {
                for (int i = 0; i < 20; i++) {
                    full.put(prefix + i, new byte[900_000]);
                }
            });
            assertEquals(Reason.FULL, refusal.reason());
            assertTrue(refusal.getMessage().contains("etcdctl alarm disarm"), refusal.getMessage());
        }
    }

    @Test
    void aUserWhoseTokenHasEndedGoesOnAndMayDoWhatItsRoleGrants() throws Exception {
        Path own = Files.createDirectory(folder.resolve("users"));
        try (EtcdServer guarded = EtcdServer.start(own, "--auth-token-ttl", "1")) {
            for (String line : List.of(
                    "user add root:secret",
                    "user grant-role root root",
                    "role add machine",
                    "role grant-permission machine --prefix=true read /mine/",
                    "user add machine:secret",
                    "user grant-role machine machine",
                    "auth enable")) {
                guarded.etcdctl(line.split(" ")).succeeded();
            }
            EtcdConnection connection = new EtcdConnection(
                    List.of(guarded.endpoint()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("machine"),
                    Optional.of("secret"));
            try (FleetStore machine = EtcdStore.of(connection)) {
                assertEquals(Optional.empty(), machine.get("/mine/a"));
                guarded.etcdctl("--user", "root:secret", "put", "/mine/a", "value")
                        .succeeded();
                // etcd forgets the token of who has sent nothing for its time to live.
                guarded.kill();
                guarded.restart();
                Await.until(() -> reads(machine, "/mine/a"), "the user to be authenticated again");
                StoreException refusal = assertThrows(StoreException.class, () -> machine.get("/others/a"));
                assertEquals(Reason.REFUSED, refusal.reason());
            }
            EtcdConnection wrong = new EtcdConnection(
                    connection.endpoints(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("machine"),
                    Optional.of("wrong"));
            assertFalse(connection.toString().contains("secret"));
            try (FleetStore stranger = EtcdStore.of(wrong)) {
                StoreException refusal = assertThrows(StoreException.class, () -> stranger.get("/mine/a"));
                assertEquals(Reason.REFUSED, refusal.reason(), refusal.getMessage());
            }
        }
    }

    private static boolean reads(FleetStore store, String key) {
        try {
            return store.get(key)
                    .filter(value -> new String(value.value(), UTF_8).equals("value"))
                    .isPresent();
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        for (String address : List.of("etcd1.example:2379", "https://etcd1.example", "ftp://etcd1.example:2379")) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> EtcdConnection.plain(List.of(URI.create(address))));
            assertTrue(refusal.getMessage().contains(address), refusal.getMessage());
        }
    }
}
