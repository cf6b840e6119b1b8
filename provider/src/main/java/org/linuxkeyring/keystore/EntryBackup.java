package org.linuxkeyring.keystore;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldName;

/**
 * The state of an alias before a change, to be restored if a later change is refused. {@link #close()} wipes the
 * payload.
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

    /**
     * The payload and the attributes of an entry's key.
     *
     * @param attributes permission mask, owner and group
     */
    private record Contents(Payload payload, EntryPolicy attributes) {}

    /**
     * Returns the contents of a key; empty for a key that may not be read. Such a key can be replaced all the same,
     * since add_key(2) asks for write permission only.
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

    /** Returns whether the alias had no entry. */
    boolean isOfNone() {
        return before.isEmpty();
    }

    /** Returns the keys that the alias has now and did not have before; empty if the alias had an entry. */
    List<KeyName> made() {
        return isOfNone()
                ? changes.own(alias).stream()
                        .filter(name -> !own.contains(name))
                        .toList()
                : List.of();
    }

    /** Returns whether the alias had an entry with one of these keys. */
    boolean isOfOne(Collection<KeyName> keys) {
        return before.filter(current -> keys.contains(current.name())).isPresent();
    }

    /** Returns whether the earlier state is known, so that it can be restored. */
    boolean isWhole() {
        return before.isEmpty() || contents.isPresent();
    }

    /**
     * Restores the earlier state of the alias, unless the alias has it still. An earlier entry keeps the serial of its
     * key, and regains its permission mask and its remaining time.
     *
     * @return whether anything had to be restored
     * @throws KeyringException if the earlier payload is not known, if the kernel refuses, or if the kernel no longer
     *     has the key that it held for the entry
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
        store.put(was.name(), old.payload().buffer(), policy.withoutPredecessor());
        store.retireLeftovers(was.name());
        // The timeout of a key of type encrypted cannot be changed, so it has not been.
        if (held.filter(name -> HeldName.isOf(was.name(), name))
                .filter(name -> !name.type().equals(KeyType.ENCRYPTED))
                .isPresent()) {
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
