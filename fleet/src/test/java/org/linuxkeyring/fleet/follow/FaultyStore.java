package org.linuxkeyring.fleet.follow;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;
import org.linuxkeyring.fleet.store.StoreException.Reason;

/** A store whose watches can be silent or end, and which can be out of reach, or without space. */
final class FaultyStore implements FleetStore {
    volatile boolean isReachable = true;
    volatile boolean isFull;
    volatile boolean isWatched = true;
    volatile boolean endsEachWatch;

    /** When all keys were asked for, by System.nanoTime. */
    final List<Long> askedAt = new CopyOnWriteArrayList<>();

    private final FleetStore store;
    private final List<EndingWatch> watches = new CopyOnWriteArrayList<>();

    FaultyStore(FleetStore store) {
        this.store = store;
    }

    void endWatches() {
        watches.forEach(EndingWatch::end);
    }

    private void reach() throws StoreException {
        if (!isReachable) {
            throw new StoreException(Reason.UNAVAILABLE, "out of reach", null);
        }
    }

    @Override
    public Optional<Item> get(String key) throws StoreException {
        reach();
        return store.get(key);
    }

    @Override
    public List<Item> list(String prefix) throws StoreException {
        reach();
        return store.list(prefix);
    }

    @Override
    public Keys keys(String prefix, int most) throws StoreException {
        askedAt.add(System.nanoTime());
        reach();
        return store.keys(prefix, most);
    }

    @Override
    public boolean commit(List<Condition> conditions, List<Change> changes) throws StoreException {
        reach();
        if (isFull) {
            throw new StoreException(Reason.FULL, "no space left", null);
        }
        return store.commit(conditions, changes);
    }

    @Override
    public Watch watch(String prefix, long from, Consumer<String> changed, Runnable ended) {
        EndingWatch watch = new EndingWatch(store.watch(prefix, from, key -> tell(key, changed), ended), ended);
        watches.add(watch);
        if (endsEachWatch) {
            watch.end();
        }
        return watch;
    }

    private void tell(String key, Consumer<String> changed) {
        if (isWatched) {
            changed.accept(key);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private record EndingWatch(Watch watch, Runnable ended) implements Watch {
        void end() {
            if (watch.isOpen()) {
                watch.close();
                ended.run();
            }
        }

        @Override
        public boolean isOpen() {
            return watch.isOpen();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
