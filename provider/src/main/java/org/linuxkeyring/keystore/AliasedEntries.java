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
 * Finds entries by alias. With {@code type=auto} a plain alias is the {@code user} key of that description, and where
 * there is none the {@code big_key}.
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

    /** Returns the type of {@link #usual}, without the description. */
    KeyType usualType(String alias) {
        return aliases.usualType(alias);
    }

    /** Returns the key that an alias names as far as its text tells. */
    KeyName usual(String alias) {
        return aliases.usual(alias);
    }

    /** Returns the key that an alias names where there is no usual one; empty too where the kernel has no such type. */
    Optional<KeyName> large(String alias, KeyName usual) {
        Optional<KeyName> large = aliases.large(alias, usual);
        return large.isPresent() && types.mayHaveBigKeys() ? large : Optional.empty();
    }

    /** Returns the key that an alias would name where there is no usual one, if the kernel had that type. */
    Optional<KeyName> largeIfAny(String alias, KeyName usual) {
        return aliases.large(alias, usual);
    }

    /** Returns the keys that an alias may name, whether or not the kernel has such types. */
    List<KeyName> names(String alias) {
        return aliases.names(alias);
    }

    /** Returns whether the kernel may have keys of type big_key. */
    boolean mayHaveBigKeys() {
        return types.mayHaveBigKeys();
    }

    /**
     * Returns what {@code lookup} finds of the first key that there is.
     *
     * @throws KeyctlException if a key that the alias names is dead, and there is no other
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

    /** Returns the alias of each entry by which it is found, in the order of the keys. */
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
        List<KeyName> names = store.names();
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

    /** Returns the first live key that an alias names; empty where there is none. */
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

    /** Returns the entry of an alias, for the caller to close. */
    Optional<StoredEntry> entry(String alias) {
        return first(alias, store::entry);
    }

    Optional<KernelKey> key(String alias) {
        return first(alias, store::key);
    }

    /** Has a helper program make an entry that is missing; it makes keys of the usual type. */
    void request(String alias, byte[] calloutInfo) {
        KeyName usual = aliases.usual(alias);
        if (large(alias, usual).isEmpty() || found(alias).isEmpty()) {
            store.request(usual, calloutInfo);
        }
    }
}
