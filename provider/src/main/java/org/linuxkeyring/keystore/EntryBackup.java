package org.linuxkeyring.keystore;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldName;

/**
 * What an alias stood for before a change, to be put back if a later one is refused. Its payload is wiped by
 * {@link #close()}.
 */
final class EntryBackup implements AutoCloseable {
    private final String alias;
    private final EntryChanges changes;
    private final EntryStore store;
    private final List<KeyName> own;
    private final Optional<EntryChanges.Current> before;
    private final Optional<Contents> contents;

    EntryBackup(String alias, EntryChanges changes, EntryStore store) {
        this.alias = alias;
        this.changes = changes;
        this.store = store;
        this.own = changes.own(alias);
        this.before = changes.current(alias);
        this.contents = before.flatMap(current -> contents(current.name()));
    }

    /** @param attributes mask, owner and group */
    private record Contents(Payload payload, EntryPolicy attributes) {}

    /**
     * Empty for what may not be read, which can be replaced all the same: add_key(2) asks for write permission only.
     */
    private Optional<Contents> contents(KeyName name) {
        try {
            return attributes(name)
                    .flatMap(attributes ->
                            store.read(name, Payload::copyOf).map(payload -> new Contents(payload, attributes)));
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    private Optional<EntryPolicy> attributes(KeyName name) {
        return store.key(name).map(KernelKey::metadata).map(EntryPolicy::of);
    }

    String alias() {
        return alias;
    }

    /** Whether there was no entry. */
    boolean isOfNone() {
        return before.isEmpty();
    }

    /** The keys that the alias stands for by now and that were not there. */
    List<KeyName> made() {
        return isOfNone()
                ? changes.own(alias).stream()
                        .filter(name -> !own.contains(name))
                        .toList()
                : List.of();
    }

    /** Whether it is of an entry that has one of these keys. */
    boolean isOfOne(Collection<KeyName> keys) {
        return before.filter(current -> keys.contains(current.name())).isPresent();
    }

    /** Whether it is known what to put back. */
    boolean isWhole() {
        return before.isEmpty() || contents.isPresent();
    }

    /**
     * Makes the alias stand for the same again, if it does not: an old entry keeps its serial, and gets its mask and
     * remaining time back.
     *
     * @return false if it does
     * @throws KeyringException if the kernel refuses, or does not have any more what belonged to the entry
     */
    boolean restore() {
        if (before.isEmpty()) {
            List<KeyName> made = made();
            made.forEach(store::remove);
            return !made.isEmpty();
        }
        Contents old = contents.orElseThrow(() -> new KeyringException("what it was before may not be read"));
        boolean isChanged = !isUnchanged(before.get().name(), old);
        if (isChanged) {
            restore(before.get(), old);
        }
        return isChanged;
    }

    private boolean isUnchanged(KeyName name, Contents old) {
        return store.read(name, old.payload().buffer()::equals).orElse(false);
    }

    private void restore(EntryChanges.Current was, Contents old) {
        Optional<KeyName> held = was.kept().predecessor();
        Optional<KernelKey> heldKey = held.flatMap(store::own);
        if (held.isPresent() && heldKey.isEmpty()) {
            throw new KeyringException("the kernel has let go of the key that it held for it");
        }
        Optional<EntryChanges.Current> now = changes.current(alias);
        boolean hasAttributes =
                attributes(was.name()).filter(old.attributes()::equals).isPresent();
        EntryPolicy policy = hasAttributes ? was.kept() : was.kept().or(old.attributes());
        store.put(was.name(), old.payload().buffer(), policy);
        if (held.filter(name -> HeldName.isOf(was.name(), name)).isPresent()) {
            heldKey.ifPresent(key -> key.setTimeout(policy.secondsLeft().orElse(0)));
        }
        now.flatMap(current -> current.kept()
                        .predecessor()
                        .filter(name -> !held.equals(Optional.of(name)) && HeldName.isOf(current.name(), name)))
                .ifPresent(store::remove);
        now.map(EntryChanges.Current::name)
                .filter(name -> !name.equals(was.name()))
                .ifPresent(store::remove);
    }

    @Override
    public void close() {
        contents.ifPresent(old -> old.payload().close());
    }
}
