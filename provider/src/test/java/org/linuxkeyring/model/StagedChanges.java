package org.linuxkeyring.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.linuxkeyring.model.Vocabulary.Name;

/** What a keystore with {@code writes=on-store} has kept back. */
final class StagedChanges {
    final Map<Name, Value> put = new LinkedHashMap<>();
    final Set<Name> removed = new LinkedHashSet<>();

    /** Of what was put, that which was to replace a key when it was. */
    final Set<Name> replacing = new LinkedHashSet<>();

    /** Of what was put, that which is to have a timeout or a mask of its own. */
    final Set<Name> settled = new LinkedHashSet<>();

    /** Of a big_key that was put where there was no user key: that user key, which must not be there later. */
    final Map<Name, Name> ahead = new HashMap<>();

    StagedChanges() {}

    StagedChanges(StagedChanges other) {
        put.putAll(other.put);
        removed.addAll(other.removed);
        ahead.putAll(other.ahead);
        replacing.addAll(other.replacing);
        settled.addAll(other.settled);
    }

    void forget(Name name) {
        put.remove(name);
        ahead.remove(name);
        replacing.remove(name);
        settled.remove(name);
    }

    boolean isEmpty() {
        return put.isEmpty() && removed.isEmpty();
    }

    @Override
    public String toString() {
        return "put " + put + ", removed " + removed;
    }
}
