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
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * Changes that only this keystore shows until it is stored ({@code writes=on-store}), laid over the entries in the
 * keyrings. New payloads are kept in a keyring of an in-memory kernel, and hence off the heap.
 */
public final class StagedEntries implements EntryStore {
    private final EntryStore stored;
    private final EntryStore changed;
    private final EntryPolicy ofNewEntries;
    private final Set<KeyName> removed = new HashSet<>();
    private final Map<KeyName, EntryPolicy> policies = new HashMap<>();

    /**
     * The key that {@link #requireFindable} checked as the one ahead when a change was staged, by the name of the
     * changed entry. {@link #flush} repeats the check.
     */
    private final Map<KeyName, KeyName> ahead = new HashMap<>();

    /**
     * Makes a store without changes.
     *
     * @param ofNewEntries the policy for an entry that was staged to replace another, if the other has gone when the
     *     change is carried out
     */
    public StagedEntries(EntryStore stored, EntryStore changed, EntryPolicy ofNewEntries) {
        this.stored = stored;
        this.changed = changed;
        this.ofNewEntries = ofNewEntries;
    }

    @Override
    public synchronized boolean contains(KeyName name) {
        return changed.contains(name) || !removed.contains(name) && stored.contains(name);
    }

    /**
     * Passes the request on without a lock: the helper program takes time, during which other threads may read the
     * entries.
     */
    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        if (!isChanged(name)) {
            stored.request(name, calloutInfo);
        }
    }

    @Override
    public synchronized boolean isStaged(KeyName name) {
        return changed.contains(name);
    }

    private synchronized boolean isChanged(KeyName name) {
        return removed.contains(name) || changed.contains(name);
    }

    @Override
    public synchronized <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        Optional<T> change = changed.read(name, reader);
        return change.isPresent() || removed.contains(name) ? change : stored.read(name, reader);
    }

    /**
     * Returns the staged entry if there is one, else the stored entry. A staged entry has no key as its source,
     * wherever the stored entry of its name is, since the change goes to the keyring that changes go to.
     */
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
    public synchronized Optional<EntryPolicy> kept(KeyName name, TimesLeft times) {
        if (policies.containsKey(name)) {
            return Optional.of(policies.get(name));
        }
        return removed.contains(name) ? Optional.empty() : stored.kept(name, times);
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
        // An entry that another process stores later under a name that was staged here alone is not this keystore's.
        if (there && stored.contains(name)) {
            removed.add(name);
        }
        return there;
    }

    /**
     * Returns the policy with which a change is carried out. The held key that is to be retired is that of the entry
     * that is replaced now: another process may have stored that one since the change was staged, and a deletion that
     * the change has undone did not reach the keyring.
     */
    private EntryPolicy policy(KeyName name) {
        EntryPolicy asStaged = policies.get(name);
        Optional<EntryPolicy> replaced = stored.kept(name);
        boolean isAsStaged = ofNewEntries.setsNothing() || replaced.isPresent();
        EntryPolicy policy = isAsStaged ? asStaged : asStaged.or(ofNewEntries);
        Optional<KeyName> old = replaced.flatMap(EntryPolicy::predecessor).or(policy::predecessor);
        // The staged entry may have this held key, too, as one with a renewed certificate has.
        return policy.succeeding(old.filter(held -> !changed.noted(name).equals(Optional.of(held))));
    }

    private void forget(KeyName name) {
        changed.remove(name);
        policies.remove(name);
        ahead.remove(name);
    }

    /** Carries out the changes one entry at a time, so that after a refusal the remaining changes are still staged. */
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
