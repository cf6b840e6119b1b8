package org.linuxkeyring.keystore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.store.EntryStore;

/**
 * The keys of a keystore's entries, found by alias. With {@code type=auto}, a plain alias names the {@code user} key of
 * that description (the usual key) and, where there is none, the {@code big_key} of that description (the large key).
 */
public final class AliasedEntries {
    private final Aliases aliases;
    private final EntryStore store;
    private final KeyTypeProbe types;

    AliasedEntries(Aliases aliases, EntryStore store, KeyTypeProbe types) {
        this.aliases = aliases;
        this.store = store;
        this.types = types;
    }

    /** Returns the type of the {@linkplain #usual usual key} of an alias, without encoding the key's description. */
    KeyType usualType(String alias) {
        return aliases.usualType(alias);
    }

    /** Returns the usual key of an alias. It depends on the text of the alias alone; no keyring is searched. */
    KeyName usual(String alias) {
        return aliases.usual(alias);
    }

    /**
     * Returns the large key of an alias, which counts where there is no usual key. Empty for an alias of one key type,
     * and where the kernel has no keys of type big_key.
     */
    Optional<KeyName> large(String alias, KeyName usual) {
        Optional<KeyName> large = aliases.large(alias, usual);
        return large.isPresent() && types.mayHaveBigKeys() ? large : Optional.empty();
    }

    /** Returns the large key of an alias, even where the kernel has no keys of type big_key. */
    Optional<KeyName> largeIfAny(String alias, KeyName usual) {
        return aliases.large(alias, usual);
    }

    /**
     * Returns the keys that an alias may name, the usual key first, even where the kernel has no keys of such a type.
     */
    List<KeyName> names(String alias) {
        return aliases.names(alias);
    }

    /** Returns whether the kernel may have keys of type big_key. */
    boolean mayHaveBigKeys() {
        return types.mayHaveBigKeys();
    }

    /**
     * Returns what {@code lookup} finds for the usual key of an alias or, where it finds none, for the large key.
     *
     * @throws KeyctlException if a key that the alias names is dead, and there is no other key
     */
    <T> Optional<T> first(String alias, Function<KeyName, Optional<T>> lookup) {
        KeyName usual = aliases.usual(alias);
        KeyctlException dead = null;
        try {
            Optional<T> found = lookup.apply(usual);
            if (found.isPresent()) {
                return found;
            }
        } catch (KeyctlException e) {
            dead = requireDead(e);
        }
        Optional<KeyName> large = large(alias, usual);
        Optional<T> found = large.isPresent() ? lookup.apply(large.get()) : Optional.empty();
        if (found.isEmpty() && dead != null) {
            throw dead;
        }
        return found;
    }

    private static KeyctlException requireDead(KeyctlException e) {
        return switch (e.errno()) {
            case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> e;
            default -> throw e;
        };
    }

    /** Returns, for each entry in the order of the keys, the alias by which the keystore finds it. */
    List<String> aliases() {
        List<String> found = new ArrayList<>();
        forEachAlias((name, alias) -> found.add(alias));
        return found;
    }

    Map<KeyName, String> aliasesByName() {
        Map<KeyName, String> found = new HashMap<>();
        forEachAlias(found::put);
        return found;
    }

    private void forEachAlias(BiConsumer<KeyName, String> action) {
        forEachAlias(store.names(), action);
    }

    /** Passes on each of these names that is an entry's, with the alias by which the keystore finds the entry. */
    void forEachAlias(List<KeyName> names, BiConsumer<KeyName, String> action) {
        Set<KeyName> all = new HashSet<>();
        for (KeyName name : names) {
            aliases.alias(name, other -> {
                        if (all.isEmpty()) {
                            all.addAll(names);
                        }
                        return all.contains(other);
                    })
                    .ifPresent(alias -> action.accept(name, alias));
        }
    }

    /** Returns the usual key of an alias if it is live, else the large key if that is live; empty where neither is. */
    Optional<KeyName> found(String alias) {
        KeyName usual = aliases.usual(alias);
        if (store.contains(usual)) {
            return Optional.of(usual);
        }
        Optional<KeyName> large = large(alias, usual);
        return large.isPresent() && store.contains(large.get()) ? large : Optional.empty();
    }

    <T> Optional<T> read(String alias, PayloadReader<T> reader) {
        return first(alias, name -> store.read(name, reader));
    }

    /** Returns the entry of an alias; the caller closes it. */
    Optional<StoredEntry> entry(String alias) {
        return first(alias, store::entry);
    }

    Optional<KernelKey> key(String alias) {
        return first(alias, store::key);
    }

    /**
     * Requests the usual key of an alias, which a helper program makes if the alias names no key. No helper program is
     * asked for a large key.
     */
    void request(String alias, byte[] calloutInfo) {
        KeyName usual = aliases.usual(alias);
        if (large(alias, usual).isEmpty() || found(alias).isEmpty()) {
            store.request(usual, calloutInfo);
        }
    }
}
