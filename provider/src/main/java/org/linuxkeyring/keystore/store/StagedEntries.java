package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.linuxkeyring.entry.EntrySource;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * Changes that only this keystore sees until it is stored ({@code writes=on-store}), laid over the entries in the
 * keyrings. New payloads wait in a keyring of an in-memory kernel, hence off the heap.
 */
public final class StagedEntries implements EntryStore {
    private final EntryStore stored;
    private final EntryStore changed;
    private final EntryPolicy ofNewEntries;
    private final Set<KeyName> removed = new HashSet<>();
    private final Map<KeyName, EntryPolicy> policies = new HashMap<>();

    /** What was looked at when a change was staged, to be looked at again when it is carried out. */
    private final Map<KeyName, KeyName> ahead = new HashMap<>();

    /** @param ofNewEntries what an entry gets that was to replace one which is gone when it is stored */
    public StagedEntries(EntryStore stored, EntryStore changed, EntryPolicy ofNewEntries) {
        this.stored = stored;
        this.changed = changed;
        this.ofNewEntries = ofNewEntries;
    }

    @Override
    public synchronized boolean contains(KeyName name) {
        return changed.contains(name) || !removed.contains(name) && stored.contains(name);
    }

    /** The helper program takes its time, in which others may look at the entries that are there. */
    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        if (!isChanged(name)) {
            stored.request(name, calloutInfo);
        }
    }

    private synchronized boolean isChanged(KeyName name) {
        return removed.contains(name) || changed.contains(name);
    }

    @Override
    public synchronized <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        Optional<T> change = changed.read(name, reader);
        return change.isPresent() || removed.contains(name) ? change : stored.read(name, reader);
    }

    /** A change is for the keyring that changes go to, wherever the entry is that stays there until then. */
    @Override
    public synchronized Optional<StoredEntry> entry(KeyName name) {
        Optional<StoredEntry> change =
                changed.entry(name).map(entry -> entry.foundAt(new EntrySource(name, Optional.empty())));
        return change.isPresent() || removed.contains(name) ? change : stored.entry(name);
    }

    @Override
    public synchronized List<KeyName> names() {
        Stream<KeyName> kept = stored.names().stream().filter(name -> !removed.contains(name));
        return Stream.concat(kept, changed.names().stream()).distinct().toList();
    }

    @Override
    public synchronized Optional<KernelKey> key(KeyName name) {
        return removed.contains(name) ? Optional.empty() : stored.key(name);
    }

    @Override
    public synchronized Optional<KernelKey> own(KeyName name) {
        return removed.contains(name) ? Optional.empty() : stored.own(name);
    }

    @Override
    public synchronized void requireFindable(KeyName name, Optional<KeyName> aheadOfIt) {
        stored.requireFindable(name, aheadOfIt.filter(other -> !removed.contains(other)));
        aheadOfIt.ifPresent(other -> ahead.put(name, other));
    }

    @Override
    public synchronized void requireGone(KeyName name) {
        stored.requireGone(name);
    }

    @Override
    public synchronized Optional<EntryPolicy> kept(KeyName name) {
        if (policies.containsKey(name)) {
            return Optional.of(policies.get(name));
        }
        return removed.contains(name) ? Optional.empty() : stored.kept(name);
    }

    @Override
    public synchronized void put(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        changed.put(name, payload, EntryPolicy.NONE);
        policies.put(name, policy);
        removed.remove(name);
    }

    @Override
    public synchronized boolean remove(KeyName name) {
        boolean there = contains(name);
        forget(name);
        if (there) {
            removed.add(name);
        }
        return there;
    }

    private EntryPolicy policy(KeyName name) {
        EntryPolicy asStaged = policies.get(name);
        return stored.kept(name).isPresent() ? asStaged : asStaged.or(ofNewEntries);
    }

    private void forget(KeyName name) {
        changed.remove(name);
        policies.remove(name);
        ahead.remove(name);
    }

    /** One entry at a time, so that after a refusal what was not carried out yet is still staged. */
    @Override
    public synchronized void flush() {
        for (KeyName name : changed.names()) {
            stored.requireFindable(
                    name, Optional.ofNullable(ahead.get(name)).filter(other -> !removed.contains(other)));
            EntryPolicy policy = policy(name);
            changed.read(name, payload -> {
                stored.put(name, payload, policy);
                return name;
            });
            forget(name);
        }
        for (KeyName name : new ArrayList<>(removed)) {
            stored.requireGone(name);
            stored.remove(name);
            removed.remove(name);
        }
    }
}
