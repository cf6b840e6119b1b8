package org.linuxkeyring.fleet.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A store in the memory of this process. */
public final class MemoryStore implements FleetStore {
    private final SortedMap<String, Item> items = new TreeMap<>();
    private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();

    /** The revision of each key's last change, its deletion included. */
    private final SortedMap<String, Long> changes = new TreeMap<>();

    private long revision = 1;

    @Override
    public synchronized Optional<Item> get(String key) {
        return Optional.ofNullable(items.get(key));
    }

    @Override
    public synchronized List<Item> list(String prefix) throws StoreException {
        return List.copyOf(below(prefix, MOST_ITEMS));
    }

    @Override
    public synchronized Keys keys(String prefix, int most) throws StoreException {
        SortedMap<String, Long> found = new TreeMap<>();
        below(prefix, most).stream()
                .filter(item -> item.key().getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY)
                .forEach(item -> found.put(item.key(), item.modRevision()));
        return new Keys(revision, found);
    }

    private synchronized List<Item> below(String prefix, int most) throws StoreException {
        List<Item> found = new ArrayList<>();
        for (Item each : items.tailMap(prefix).values()) {
            if (!each.key().startsWith(prefix)) {
                break;
            }
            if (found.size() == most) {
                throw StoreException.tooMany(prefix, most);
            }
            found.add(each);
        }
        return found;
    }

    @Override
    public synchronized boolean commit(List<Condition> conditions, List<Change> made) {
        if (made.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("more than " + MOST_CHANGES + " changes at once");
        }
        boolean areMet = conditions.stream().allMatch(this::isMet);
        if (areMet) {
            revision++;
            made.forEach(this::make);
        }
        return areMet;
    }

    private synchronized boolean isMet(Condition condition) {
        return condition.modRevision()
                == get(condition.key()).map(Item::modRevision).orElse(0L);
    }

    private synchronized void make(Change change) {
        String key = change.key();
        long now = revision;
        change.value()
                .ifPresentOrElse(value -> items.put(key, new Item(key, value.clone(), now)), () -> items.remove(key));
        changes.put(key, now);
        watches.forEach(watch -> watch.tell(key));
    }

    @Override
    public synchronized Watch watch(String prefix, long from, Consumer<String> changed, Runnable ended) {
        MemoryWatch watch = new MemoryWatch(prefix, changed);
        watches.add(watch);
        changes.forEach((key, last) -> {
            if (last >= from) {
                watch.tell(key);
            }
        });
        return watch;
    }

    @Override
    public void close() {
        watches.clear();
    }

    private final class MemoryWatch implements Watch {
        private final String prefix;
        private final Consumer<String> changed;

        MemoryWatch(String prefix, Consumer<String> changed) {
            this.prefix = prefix;
            this.changed = changed;
        }

        void tell(String key) {
            if (key.startsWith(prefix)) {
                changed.accept(key);
            }
        }

        @Override
        public boolean isOpen() {
            return watches.contains(this);
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
