package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.entry.MalformedEntryException;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.Key;
import org.linuxkeyring.keyring.KeyName;
import org.linuxkeyring.keyring.KeyType;

/**
 * Entries in the keyrings, some of which consist of two keys: one that can be read and says what the entry is, and one that the kernel
 * holds. The first names the second, so the entry changes, whole, when the first does.
 */
final class HeldEntries implements EntryStore {
    /** How long a key that was replaced still works, so that a handshake which began with it can end. */
    private static final int GRACE_SECONDS = 60;

    private final KeyringEntries entries;
    private final boolean isKernel;
    private final Consumer<Key> requireUsable;

    /** Of the keys in the keyrings those that need no second look, unless an entry has named them since. */
    private final Set<KeyName> retired = ConcurrentHashMap.newKeySet();

    /**
     * @param isKernel whether the keyrings are the kernel's, which alone can hold a key
     * @param requireUsable refuses a key that the kernel takes and cannot use
     */
    HeldEntries(KeyringEntries entries, boolean isKernel, Consumer<Key> requireUsable) {
        this.entries = entries;
        this.isKernel = isKernel;
        this.requireUsable = requireUsable;
    }

    @Override
    public boolean contains(KeyName name) {
        return entries.contains(name);
    }

    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        entries.request(name, calloutInfo);
    }

    @Override
    public <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        return entries.read(name, reader);
    }

    @Override
    public Optional<Key> key(KeyName name) {
        return entries.key(name);
    }

    @Override
    public Optional<Key> own(KeyName name) {
        return entries.own(name);
    }

    @Override
    public void requireFindable(KeyName name, Optional<KeyName> ahead) {
        entries.requireFindable(name, ahead);
    }

    @Override
    public void requireGone(KeyName name) {
        entries.requireGone(name);
    }

    @Override
    public Optional<Glance> glance() {
        return entries.glance();
    }

    /** Without the keys that belong to an entry of the list. */
    @Override
    public List<KeyName> names() {
        List<KeyName> all = entries.names();
        if (all.stream().allMatch(name -> name.type().isReadable())) {
            return all;
        }
        Set<Description> readable = all.stream()
                .filter(name -> name.type().isReadable())
                .map(KeyName::description)
                .collect(Collectors.toSet());
        return all.stream().filter(name -> !belongsToOneOf(readable, name)).toList();
    }

    private static boolean belongsToOneOf(Set<Description> entries, KeyName name) {
        return name.type().equals(KeyType.ASYMMETRIC) && entries.contains(name.description())
                || HeldName.isForOneOf(entries, name);
    }

    @Override
    public Optional<EntryPolicy> kept(KeyName name) {
        return entries.kept(
                name,
                (policy, key) -> heldKey(name, key).map(policy::succeeding).orElse(policy));
    }

    /** The key that the kernel holds for the entry in {@code key}; none for one that cannot be read. */
    private Optional<KeyName> heldKey(KeyName name, Key key) {
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, "RAW"))) {
            return HeldName.of(entry, name::description, this);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    /** With the mask and the owner of the key that it replaces. */
    @Override
    public void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        if (!isKernel) {
            throw new KeyringException(
                    "the kernel alone can hold a key, and this keystore is in the JVM's memory, which can"
                            + " be read. Set backend=kernel, or protection=exportable");
        }
        EntryPolicy whole = policy.predecessor()
                .flatMap(entries::key)
                .map(old -> policy.or(EntryPolicy.of(old.metadata())))
                .orElse(policy);
        try {
            entries.put(held, key, whole);
            entries.key(held).ifPresent(requireUsable);
        } catch (KeyctlException e) {
            EntryStore.undo(e, () -> entries.remove(held));
            throw HeldKeys.explained(e, held.type());
        }
    }

    @Override
    public void put(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        entries.put(name, payload, policy);
        policy.predecessor().ifPresent(old -> retireUnused(name, old));
    }

    private void retireUnused(KeyName entry, KeyName old) {
        for (KeyName unused : unused(entry, old)) {
            boolean wasNamed = unused.equals(old);
            if (retired.add(unused) || wasNamed) {
                retire(unused, wasNamed);
                reinstateIfNamed(entry, unused);
            }
        }
    }

    @Override
    public boolean remove(KeyName name) {
        Optional<KeyName> old = entries.own(name).flatMap(key -> heldKey(name, key));
        boolean removed = entries.remove(name);
        old.ifPresent(key -> unused(name, key).forEach(entries::remove));
        return removed;
    }

    /** The keys for an entry that it does not name any more, with those that a killed process left behind. */
    private List<KeyName> unused(KeyName entry, KeyName old) {
        Set<Description> description = Set.of(entry.description());
        List<KeyName> all = entries.names();
        retired.retainAll(Set.copyOf(all));
        Set<KeyName> inUse = inUse(entry);
        return all.stream()
                .filter(name -> name.equals(old) || HeldName.isForOneOf(description, name))
                .filter(name -> !inUse.contains(name))
                .toList();
    }

    private Set<KeyName> inUse(KeyName entry) {
        return Stream.of(KeyType.USER, KeyType.BIG_KEY)
                .map(type -> new KeyName(type, entry.description()))
                .flatMap(name -> entries.key(name).flatMap(key -> heldKey(name, key)).stream())
                .collect(Collectors.toSet());
    }

    /** Lets a key end, unless it will as soon by itself: another process may have retired it. */
    private void retire(KeyName held, boolean wasNamed) {
        try {
            entries.key(held).filter(key -> !endsSoon(key)).ifPresent(key -> key.setTimeout(GRACE_SECONDS));
        } catch (KeyctlException e) {
            // Its mask may forbid this and allow the keyring to drop it.
            if (wasNamed) {
                entries.remove(held);
            }
        }
    }

    private static boolean endsSoon(Key key) {
        return key.timeLeft()
                .filter(left -> !left.isUnlimited() && left.atLeast().toSeconds() <= GRACE_SECONDS)
                .isPresent();
    }

    /** Another process may have named its new key since we looked, which until then seemed left behind. */
    private void reinstateIfNamed(KeyName entry, KeyName held) {
        if (inUse(entry).contains(held)) {
            int seconds = entries.kept(entry).flatMap(EntryPolicy::secondsLeft).orElse(0);
            entries.key(held).ifPresent(key -> key.setTimeout(seconds));
        }
    }

    @Override
    public void flush() {
        entries.flush();
    }
}
