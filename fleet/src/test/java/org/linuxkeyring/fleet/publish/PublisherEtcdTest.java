package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;
import org.linuxkeyring.fleet.store.StoreException.Reason;

/** A publisher whose etcd has no space left, and what machines open meanwhile. */
class PublisherEtcdTest {
    private static final String[] MACHINES = {"web1", "web2", "web3"};

    @TempDir
    private Path folder;

    @Test
    void anEtcdWithoutSpaceLeavesAllMachinesTheOldEntryAndTheNextPublicationCompletesIt() throws Exception {
        // The smallest that etcd starts with holds some values of a megabyte.
        try (EtcdServer server = EtcdServer.start(folder, "--quota-backend-bytes", "1048576");
                FleetStore store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())))) {
            Members members = new Members(store, folder.resolve("state"));
            for (String machine : MACHINES) {
                members.join(machine, "web");
            }
            members.publish(Members.FIRST, "web");
            fill(store);

            StoreException refusal = assertThrows(StoreException.class, () -> members.publish(Members.SECOND, "web"));
            assertEquals(Reason.FULL, refusal.reason());
            for (String part : List.of(
                    "Version 2 of shop/web was not published",
                    server.endpoint() + " has no space left",
                    "etcdctl alarm disarm",
                    "run the command again")) {
                assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
            }
            assertOpened(members, 1);

            release(server, store);
            assertEquals(3, members.publish(Members.SECOND, "web").version());
            assertOpened(members, 3);
        }
    }

    @Test
    void anEtcdThatIsFullHalfWayLeavesEachMachineAWholeEntryAndTheNextPublicationCompletesIt() throws Exception {
        try (EtcdServer server = EtcdServer.start(folder, "--quota-backend-bytes", "1048576");
                FleetStore store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())))) {
            BrokenStore filled = new BrokenStore(store);
            Members members = new Members(filled, folder.resolve("state"));
            for (String machine : MACHINES) {
                members.join(machine, "web");
            }
            members.crowd("web", 100, TestFleet.publisher());
            members.publish(Members.FIRST, "web");
            members.move("web3");

            // The revocation, the catalog entry and some envelopes are one transaction, and the others' is the next.
            filled.before(1, () -> fill(store));
            assertEquals(
                    Reason.FULL,
                    assertThrows(StoreException.class, () -> members.publish(Members.SECOND, "web"))
                            .reason());
            assertTrue(members.opened("web3").isRevocation());
            assertEquals(1, members.opened("web1").version());
            assertFalse(members.opened("web2").isRevocation());

            release(server, store);
            assertEquals(3, members.publish(Members.SECOND, "web").version());
            assertEquals(3, members.opened("web1").version());
            assertEquals(3, members.opened("web2").version());
        }
    }

    private static void assertOpened(Members members, long version) throws Exception {
        for (String machine : MACHINES) {
            assertEquals(version, members.opened(machine).version(), machine);
        }
    }

    /** Writes until etcd has raised its alarm, after which it takes nothing, however small. */
    private static void fill(FleetStore store) {
        assertEquals(
                Reason.FULL,
                assertThrows(StoreException.class, () -> {
                            for (int i = 0; i < 20; i++) {
                                store.put("/filling/" + i, new byte[900_000]);
                            }
                        })
                        .reason());
    }

    /** Does what the message says. */
    private static void release(EtcdServer server, FleetStore store) throws Exception {
        server.etcdctl("del", "--prefix", "/filling/");
        server.etcdctl("compact", Long.toString(store.keys("/", 1_000).revision()))
                .succeeded();
        server.etcdctl("defrag").succeeded();
        server.etcdctl("alarm", "disarm").succeeded();
        assertEquals(Optional.empty(), store.get("/filling/0"));
    }
}
