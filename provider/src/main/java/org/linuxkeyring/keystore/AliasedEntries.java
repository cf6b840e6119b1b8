package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.EntryStore;

/**
 * Entries by alias: knows of which type the key of an alias is, or is to be. With {@code type=auto} a plain alias is
 * the {@code user} key of that description, and where there is none the {@code big_key}.
 */
public final class AliasedEntries {
    private final Aliases aliases;
    private final EntryStore store;
    private final BigKeys bigKeys;

    AliasedEntries(Aliases aliases, EntryStore store, BigKeys bigKeys) {
        this.aliases = aliases;
        this.store = store;
        this.bigKeys = bigKeys;
    }

    /** What a plain or typed alias may name: a usual key, and for large payloads perhaps another. */
    private record Names(KeyName usual, Optional<KeyName> large) {}

    private Names names(String alias) {
        KeyName usual = aliases.usual(alias);
        return new Names(usual, aliases.large(alias, usual));
    }

    /** The type of {@link #usual}, without the description. */
    KeyType usualType(String alias) {
        return aliases.usualType(alias);
    }

    /** The key that an alias names as far as its text tells. */
    KeyName usual(String alias) {
        return aliases.usual(alias);
    }

    /**
     * What {@code lookup} finds of the first key that there is. That of a dead one is told only if there is no other.
     */
    private <T> Optional<T> first(String alias, Function<KeyName, Optional<T>> lookup) {
        KeyName usual = aliases.usual(alias);
        Optional<T> found = Optional.empty();
        KeyctlException dead = null;
        try {
            found = lookup.apply(usual);
        } catch (KeyctlException e) {
            dead = requireDead(e);
        }
        if (found.isPresent()) {
            return found;
        }
        found = aliases.large(alias, usual).filter(name -> bigKeys.areThere()).flatMap(lookup);
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

    /** The alias of each entry by which it is found, in the order of the keys. */
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

    boolean contains(String alias) {
        return first(alias, name -> Optional.of(name).filter(store::contains)).isPresent();
    }

    <T> Optional<T> read(String alias, PayloadReader<T> reader) {
        return first(alias, name -> store.read(name, reader));
    }

    /** The entry of an alias, for the caller to close. */
    Optional<StoredEntry> entry(String alias, String rawAlgorithm) {
        return first(alias, name -> store.entry(name, rawAlgorithm));
    }

    Optional<KernelKey> key(String alias) {
        return first(alias, store::key);
    }

    /** Helper programs make keys of the usual type. */
    void request(String alias, byte[] calloutInfo) {
        Names names = names(alias);
        if (names.large().isEmpty() || !bigKeys.areThere() || !contains(alias)) {
            store.request(names.usual(), calloutInfo);
        }
    }

    /**
     * Deletes an entry.
     *
     * @throws KeyringException if it lies where no change goes to, or one of that alias that lies there would be found
     *     then
     */
    void remove(String alias) {
        Names names = names(alias);
        Optional<KeyName> found = found(alias);
        if (found.isEmpty()) {
            // Where nothing may be changed, that is said of what is not there, too.
            store.requireGone(names.usual());
            return;
        }
        store.requireGone(found.get());
        if (found.get().equals(names.usual()) && bigKeys.areThere()) {
            names.large().filter(large -> store.own(large).isEmpty()).ifPresent(store::requireGone);
        }
        store.remove(found.get());
    }

    private Optional<KeyName> found(String alias) {
        return first(alias, name -> Optional.of(name).filter(store::contains));
    }

    /** The keys of this alias that a change would replace: one, or with {@code type=auto} perhaps two. */
    List<KeyName> own(String alias) {
        return aliases.names(alias).stream()
                .filter(name -> store.kept(name).isPresent())
                .toList();
    }

    /**
     * The key of an entry, to be changed where it is; empty where there is none.
     *
     * @throws KeyringException if it lies where no change goes to
     */
    Optional<KernelKey> changeable(String alias) {
        Optional<KeyName> found = found(alias);
        found.filter(name -> store.own(name).isEmpty()).ifPresent(store::requireGone);
        return found.flatMap(store::own);
    }

    /** The key that an entry has. */
    record Current(KeyName name, EntryPolicy kept) {}

    /**
     * The key that will be changed by putting an entry, and what it keeps of its policy; empty where one will be made,
     * also beside one that the alias stands for now and that lies where no change goes to.
     */
    Optional<Current> current(String alias) {
        return first(alias, this::currentOrElsewhere).flatMap(current -> current);
    }

    private Optional<Optional<Current>> currentOrElsewhere(KeyName name) {
        Optional<Current> current = store.kept(name).map(kept -> new Current(name, kept));
        return current.isPresent() || store.contains(name) ? Optional.of(current) : Optional.empty();
    }

    /**
     * Stores an entry.
     *
     * @param current as {@link #current} told
     * @throws KeyStoreException if no key can hold it, or if the one that could is another entry's
     * @throws KeyringException if the keystore would not find it
     */
    void put(String alias, Optional<Current> current, Payload payload, EntryPolicy policy) throws KeyStoreException {
        KeyName target = requirePlace(alias, current, payload);
        try {
            Optional<KeyName> old = current.map(Current::name).filter(name -> !name.equals(target));
            if (old.isPresent()) {
                supplant(old.get(), target, payload.buffer(), policy);
            } else {
                store.put(target, payload.buffer(), policy);
            }
        } catch (KeyctlException e) {
            throw e.errno() == Errno.EDQUOT && target.type().equals(KeyType.USER) ? withBigKeyRemedy(e) : e;
        }
    }

    /**
     * The key that an entry will have, once it is put.
     *
     * @throws KeyStoreException if none can hold it, or if the one that could is another entry's
     * @throws KeyringException if the keystore would not find it
     */
    KeyName requirePlace(String alias, Optional<Current> current, Payload payload) throws KeyStoreException {
        Names names = names(alias);
        KeyName target = target(names, current, payload);
        KeyLimits.check(alias, target, payload.size(), bigKeys);
        Optional<KeyName> old = current.map(Current::name).filter(name -> !name.equals(target));
        if (old.isPresent()) {
            requireFree(alias, old.get(), target, payload.size());
            store.requireGone(old.get());
        }
        boolean isBehindUsual =
                old.isEmpty() && names.large().filter(target::equals).isPresent();
        store.requireFindable(target, isBehindUsual ? Optional.of(names.usual()) : Optional.empty());
        return target;
    }

    /**
     * An entry stays of the type it has as long as that holds it. A new one is a key of type user, which the kernel
     * never swaps out; but what is no secret goes where it costs next to no quota, unless a key elsewhere would be
     * found in its place.
     */
    private KeyName target(Names names, Optional<Current> current, Payload payload) {
        if (names.large().isEmpty()) {
            return names.usual();
        }
        KeyName large = names.large().get();
        KeyName chosen = current.map(Current::name)
                .orElseGet(() -> payload.isSecret() || store.contains(names.usual()) ? names.usual() : large);
        KeyName fitting = payload.size() > Keyctl.MAX_USER_PAYLOAD ? large : chosen;
        return fitting.equals(large) && bigKeys.areThere() ? large : names.usual();
    }

    private void requireFree(String alias, KeyName old, KeyName target, int size) throws KeyStoreException {
        if (store.kept(target).isPresent()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias) + " cannot be stored: it takes "
                    + size + " bytes, which type " + old.type()
                    + " does not hold, and of type " + target.type() + " there is another entry, alias '%"
                    + target.type() + ":" + Printable.name(alias) + "'. Delete one of them first");
        }
    }

    /**
     * The old key goes when the new one is whole: until then it is the one that is found, and afterwards no other is
     * left.
     */
    private void supplant(KeyName old, KeyName target, ByteBuffer payload, EntryPolicy policy) {
        EntryPolicy kept =
                store.key(old).map(key -> EntryPolicy.of(key.metadata())).orElse(EntryPolicy.NONE);
        store.put(target, payload, policy.or(kept));
        try {
            store.remove(old);
        } catch (KeyringException e) {
            EntryStore.undo(e, () -> store.remove(target));
            throw e;
        }
    }

    private KeyctlException withBigKeyRemedy(KeyctlException e) {
        String hint = bigKeys.areThere()
                ? "Or set type=big_key, whose keys take 16 bytes of quota whatever their size."
                : "A kernel with big_key (CONFIG_BIG_KEYS) counts 16 bytes for a trusted certificate.";
        return e.withRemedy(e.remedy() + " " + hint);
    }
}
