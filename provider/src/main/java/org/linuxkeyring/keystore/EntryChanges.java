package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;

/**
 * Changes which keys hold the entries: decides of which type a key is, and what the entry keeps of the one before it.
 */
public final class EntryChanges {
    private final Settings settings;
    private final AliasedEntries entries;
    private final EntryStore store;

    EntryChanges(Settings settings, AliasedEntries entries, EntryStore store) {
        this.settings = settings;
        this.entries = entries;
        this.store = store;
    }

    /** The key that an entry has, and what a replacement keeps of its policy. */
    record Current(KeyName name, EntryPolicy kept) {}

    /**
     * Returns the key that will be changed by putting an entry; empty where one will be made, also beside one that the
     * alias stands for now and that lies where no change goes to.
     */
    Optional<Current> current(String alias) {
        KeyName usual = entries.usual(alias);
        Optional<EntryPolicy> kept = store.kept(usual);
        if (kept.isPresent()) {
            return Optional.of(new Current(usual, kept.get()));
        }
        if (store.contains(usual)) {
            return Optional.empty();
        }
        Optional<KeyName> large = entries.large(alias, usual);
        kept = large.isPresent() ? store.kept(large.get()) : kept;
        return kept.isPresent() ? Optional.of(new Current(large.get(), kept.get())) : Optional.empty();
    }

    /**
     * Returns what an entry is to have: what it is given, else what the entry before it had, else what the settings
     * say. In the place of an entry that has ended, by its note alone, comes a new one.
     */
    EntryPolicy policy(Optional<Current> current, EntryPolicy given) {
        EntryPolicy kept = current.map(Current::kept).orElseGet(settings::policy);
        Optional<KeyName> predecessor = kept.predecessor();
        EntryPolicy fallback =
                kept.hasEnded() ? predecessor.map(settings.policy()::succeeding).orElseGet(settings::policy) : kept;
        return given.or(fallback);
    }

    /**
     * Returns the key that an entry will have, once it is put.
     *
     * @param current as {@link #current} told
     * @throws KeyStoreException if none can hold it, or if the one that could is another entry's
     * @throws KeyringException if the keystore would not find it
     */
    KeyName requirePlace(String alias, Optional<Current> current, Payload payload) throws KeyStoreException {
        KeyName usual = entries.usual(alias);
        Optional<KeyName> large = entries.largeIfAny(alias, usual);
        KeyName target = target(usual, large, current, payload);
        KeyLimits.check(alias, target, payload.size(), entries::mayHaveBigKeys);
        Optional<KeyName> old = current.map(Current::name).filter(name -> !name.equals(target));
        if (old.isPresent()) {
            requireFree(alias, old.get(), target, payload.size());
            store.requireGone(old.get());
        }
        boolean isBehindUsual = old.isEmpty() && large.filter(target::equals).isPresent();
        store.requireFindable(target, isBehindUsual ? Optional.of(usual) : Optional.empty());
        return target;
    }

    /**
     * An entry stays of the type it has as long as that holds it. A new one is a key of type user, which the kernel
     * never swaps out; but what is no secret goes where it costs next to no quota, unless a key elsewhere would be
     * found in its place.
     */
    private KeyName target(KeyName usual, Optional<KeyName> large, Optional<Current> current, Payload payload) {
        if (large.isEmpty()) {
            return usual;
        }
        KeyName chosen = current.map(Current::name)
                .orElseGet(() -> payload.isSecret() || store.contains(usual) ? usual : large.get());
        KeyName fitting = payload.size() > Keyctl.MAX_USER_PAYLOAD ? large.get() : chosen;
        return fitting.equals(large.get()) && entries.mayHaveBigKeys() ? fitting : usual;
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
     * Stores an entry.
     *
     * @param current as {@link #current} told
     * @param place as {@link #requirePlace} told
     */
    void put(Optional<Current> current, KeyName place, Payload payload, EntryPolicy policy) {
        try {
            if (current.isEmpty() || current.get().name().equals(place)) {
                store.put(place, payload.buffer(), policy);
            } else {
                supplant(current.get().name(), place, payload.buffer(), policy);
            }
        } catch (KeyctlException e) {
            throw e.errno() == Errno.EDQUOT && place.type().equals(KeyType.USER) ? withBigKeyRemedy(e) : e;
        }
    }

    /** The old key goes when the new one is whole: until then it is found, and afterwards the new one alone is. */
    private void supplant(KeyName old, KeyName place, ByteBuffer payload, EntryPolicy policy) {
        EntryPolicy kept =
                store.key(old).map(key -> EntryPolicy.of(key.metadata())).orElse(EntryPolicy.NONE);
        store.put(place, payload, policy.or(kept));
        try {
            store.remove(old);
        } catch (KeyringException e) {
            EntryStore.undo(e, () -> store.remove(place));
            throw e;
        }
    }

    private KeyctlException withBigKeyRemedy(KeyctlException e) {
        String hint = entries.mayHaveBigKeys()
                ? "Or set type=big_key, whose keys take 16 bytes of quota whatever their size."
                : "A kernel with big_key (CONFIG_BIG_KEYS) counts 16 bytes for a trusted certificate.";
        return e.withRemedy(e.remedy() + " " + hint);
    }

    /** Returns the keys of this alias that a change would replace: one, or with {@code type=auto} perhaps two. */
    List<KeyName> own(String alias) {
        return entries.names(alias).stream()
                .filter(name -> store.kept(name).isPresent())
                .toList();
    }

    /**
     * Returns the key of an entry, to be changed where it is; empty where there is none.
     *
     * @throws KeyringException if it lies where no change goes to
     */
    Optional<KernelKey> changeable(String alias) {
        Optional<KeyName> found = entries.found(alias);
        found.filter(name -> store.own(name).isEmpty()).ifPresent(store::requireGone);
        return found.flatMap(store::own);
    }

    /**
     * Deletes an entry.
     *
     * @throws KeyStoreException if it lies where no change goes to, or one of that alias that lies there would be found
     *     then, or the kernel refuses
     */
    void remove(String alias) throws KeyStoreException {
        try {
            KeyName usual = entries.usual(alias);
            Optional<KeyName> found = entries.found(alias);
            // Where nothing may be changed, that is said of what is not there, too.
            store.requireGone(found.orElse(usual));
            if (found.isEmpty()) {
                return;
            }
            if (found.get().equals(usual)) {
                entries.large(alias, usual)
                        .filter(large -> store.own(large).isEmpty())
                        .ifPresent(store::requireGone);
            }
            store.remove(found.get());
        } catch (KeyringException e) {
            throw failed("be deleted", alias, e);
        }
    }

    /**
     * Returns what an alias stands for now.
     *
     * @throws KeyStoreException if the kernel does not tell
     */
    EntryBackup backup(String alias) throws KeyStoreException {
        try {
            return new EntryBackup(alias, this, store);
        } catch (KeyringException e) {
            throw failed("be stored", alias, e);
        }
    }

    static KeyStoreException failed(String what, String alias, KeyringException cause) {
        return new KeyStoreException(
                "Entry " + KeyStoreEntries.quoted(alias) + " could not " + what + ": " + cause.getMessage(), cause);
    }
}
