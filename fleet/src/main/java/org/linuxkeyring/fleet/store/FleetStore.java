package org.linuxkeyring.fleet.store;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * A store of values under text keys, which counts its changes: each change has a revision of the whole store, as in
 * etcd's API version 3. All reads are linearizable, so an answer shows that the caller is connected to a majority of
 * the servers.
 */
public interface FleetStore extends AutoCloseable {
    /** The most changes that {@link #commit} takes; etcd takes 128 operations in a transaction by default. */
    int MOST_CHANGES = 100;

    /** The most values that {@link #list} returns. */
    int MOST_ITEMS = 200_000;

    /**
     * A value.
     *
     * @param key its key
     * @param value the value's bytes
     * @param modRevision the store's revision at which it was put
     */
    record Item(String key, byte[] value, long modRevision) {}

    /**
     * What must be so for changes to be made.
     *
     * @param modRevision the revision at which the key's value was put; 0 for a key that does not exist
     */
    record Condition(String key, long modRevision) {}

    /**
     * A change.
     *
     * @param value what is put; empty if the key is deleted
     */
    record Change(String key, Optional<byte[]> value) {}

    /**
     * The keys of one revision of the store.
     *
     * @param revision that revision
     * @param revisions the keys, each with the revision at which its value was put
     */
    record Keys(long revision, SortedMap<String, Long> revisions) {}

    /** Tells of changes below a prefix until it is closed. */
    interface Watch extends AutoCloseable {
        /** Returns whether it still tells of changes; one that has ended is replaced by a new one. */
        boolean isOpen();

        @Override
        void close();
    }

    Optional<Item> get(String key) throws StoreException;

    /**
     * Returns the values below a prefix, by key.
     *
     * @throws StoreException with {@code TOO_MANY} if there are more than {@value #MOST_ITEMS}
     */
    List<Item> list(String prefix) throws StoreException;

    /** The longest key, in bytes, that {@link #keys} returns. The longest of a message are shorter. */
    int LONGEST_KEY = 1_000;

    /**
     * Returns the keys below a prefix, without their values, and without keys of over {@value #LONGEST_KEY} bytes.
     *
     * @param most how many keys the caller takes
     * @throws StoreException with {@code TOO_MANY} if there are more; no more than these were kept in memory
     */
    Keys keys(String prefix, int most) throws StoreException;

    /**
     * Makes up to {@value #MOST_CHANGES} changes: all of them, or none.
     *
     * @return whether the conditions were met; if not, nothing is changed
     */
    boolean commit(List<Condition> conditions, List<Change> changes) throws StoreException;

    /** Puts a value whatever was there before. */
    default void put(String key, byte[] value) throws StoreException {
        commit(List.of(), List.of(new Change(key, Optional.of(value))));
    }

    /**
     * Tells of each key below a prefix that changes or goes from a revision on, in a thread of the store's. It is a
     * hint: what the value is now is asked by {@link #get}. It ends when the connection is lost for long, and if the
     * store has forgotten that revision (compaction).
     *
     * @param changed what is told the key; it returns quickly
     * @param ended what is run once when the watch has ended by itself
     */
    Watch watch(String prefix, long from, Consumer<String> changed, Runnable ended);

    @Override
    void close();
}
