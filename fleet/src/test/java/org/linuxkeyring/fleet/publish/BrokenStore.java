package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;

/** A store that fails after some commits, as etcd without space does, or lets something happen before or after one. */
final class BrokenStore implements FleetStore {
    private final FleetStore store;
    private int left = Integer.MAX_VALUE;
    private int untilEvent = -1;
    private int untilEventAfter = -1;
    private Event event;
    private int largest;

    @FunctionalInterface
    interface Event {
        void happen() throws Exception;
    }

    BrokenStore(FleetStore store) {
        this.store = store;
    }

    void breakAfter(int commits) {
        left = commits;
    }

    void before(int commits, Event what) {
        untilEvent = commits;
        event = what;
    }

    void after(int commits, Event what) {
        untilEventAfter = commits;
        event = what;
    }

    /** Returns the number of changes of the largest commit since this was asked. */
    int largest() {
        int found = largest;
        largest = 0;
        return found;
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
        if (untilEvent-- == 0) {
            happen();
        }
        if (left-- <= 0) {
            throw new StoreException(StoreException.Reason.FULL, "etcd has no space left", null);
        }
        largest = Math.max(largest, changes.size());
        boolean isDone = store.commit(conditions, changes);
        if (--untilEventAfter == 0) {
            happen();
        }
        return isDone;
    }

    private void happen() throws StoreException {
        try {
            event.happen();
        } catch (IOException e) {
            throw new StoreException(StoreException.Reason.UNAVAILABLE, e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Keys keys(String prefix, int most) throws StoreException {
        return store.keys(prefix, most);
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
