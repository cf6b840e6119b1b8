package org.linuxkeyring.fleet.follow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.store.EtcdCluster;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.FleetStore.Change;
import org.linuxkeyring.fleet.store.FleetStore.Condition;
import org.linuxkeyring.fleet.store.FleetStore.Item;
import org.linuxkeyring.fleet.store.StoreException;
import org.linuxkeyring.testing.Await;

/** Three etcd servers, each in a network of its own. */
@Tag("slow")
class FollowerClusterIT {
    private static final String WEB = "shop/web";
    private static final String KEY = "0123456789abcde";

    @TempDir
    private Path folder;

    private static void publish(FleetStore store, int version) throws InterruptedException {
        Published published = Published.web(version, KEY + version);
        // A request that was not answered is made again, and both may arrive, the first one after those that follow it:
        // what it was to replace is a condition, as it is to a publisher.
        Await.until(
                () -> {
                    try {
                        return isThereOrReplaces(store, published);
                    } catch (StoreException e) {
                        return false;
                    }
                },
                "version " + version + " to be published");
    }

    private static boolean isThereOrReplaces(FleetStore store, Published published) throws StoreException {
        String key = RunningFollower.key(published);
        Optional<Item> there = store.get(key);
        return there.isPresent() && Arrays.equals(there.get().value(), published.envelope())
                || store.commit(
                        List.of(new Condition(key, there.map(Item::modRevision).orElse(0L))),
                        List.of(new Change(key, Optional.of(published.envelope()))));
    }

    @Test
    void goesOnWhenTheLeaderDiesAndThroughPartitionsAndNeverBack() throws Exception {
        EtcdCluster.assumePossible();
        try (EtcdCluster cluster = EtcdCluster.start(folder, 3);
                FleetStore store = EtcdStore.of(EtcdConnection.plain(cluster.endpoints()));
                RunningFollower machine = new RunningFollower(store, folder, Duration.ofSeconds(1))) {
            publish(store, 1);
            machine.awaitKey(WEB, KEY + 1);

            int dead = cluster.leader();
            cluster.kill(dead);
            publish(store, 2);
            machine.awaitKey(WEB, KEY + 2);
            cluster.restart(dead);
            Await.until(() -> cluster.isHealthy(dead), "the server to be back");

            // The leader alone is cut off: the majority elects another.
            cluster.cutOff(Set.of(cluster.leader()));
            publish(store, 3);
            machine.awaitKey(WEB, KEY + 3);
            cluster.heal();

            // Two of three are cut off: the one that is left has no majority, and answers nothing.
            cluster.cutOff(Set.of(0, 1));
            machine.awaitNext("unheard");
            machine.awaitKey(WEB, KEY + 3);
            cluster.heal();
            publish(store, 4);
            machine.awaitKey(WEB, KEY + 4);
        }
    }
}
