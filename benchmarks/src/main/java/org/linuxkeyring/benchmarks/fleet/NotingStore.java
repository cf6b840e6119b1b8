package org.linuxkeyring.benchmarks.fleet;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;

/** A store that notes when a follower asks for its keys, which is what it begins with, and when it gets them. */
final class NotingStore implements FleetStore {
    private final FleetStore store;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile long lastHeard = Long.MIN_VALUE;
    private volatile boolean isToBeNoted = true;
    private volatile long lastCommit;

    NotingStore(FleetStore store) {
        this.store = store;
    }

    /** Forgets what was noted, and notes the first answer from now on. */
    void reset() {
        asked.set(0);
        isToBeNoted = true;
    }

    boolean hasHeard() {
        return !isToBeNoted;
    }

    /** Returns when the first answer came (System.nanoTime). */
    long heard() {
        return lastHeard;
    }

    /** Returns when the last changes were sent (System.nanoTime). */
    long lastCommit() {
        return lastCommit;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public Keys keys(String prefix, int most) throws StoreException {
        asked.incrementAndGet();
        Keys keys = store.keys(prefix, most);
        if (isToBeNoted) {
            lastHeard = System.nanoTime();
            isToBeNoted = false;
        }
        return keys;
    }

    @Override
    public Optional<Item> get(String key) throws StoreException {
        return store.get(key);
    }

    @Override
    public List<Item> list(String prefix) throws StoreException {
        return store.list(prefix);
    }

    @Override
    public boolean commit(List<Condition> conditions, List<Change> changes) throws StoreException {
        lastCommit = System.nanoTime();
        return store.commit(conditions, changes);
    }

    @Override
    public Watch watch(String prefix, long from, Consumer<String> changed, Runnable ended) {
        return store.watch(prefix, from, changed, ended);
    }

    @Override
    public void close() {
        store.close();
    }
}
