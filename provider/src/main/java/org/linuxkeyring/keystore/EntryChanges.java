package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;

/**
 * The changes of the keys that hold the entries. This class decides which type a key has, and what an entry keeps of
 * the entry that it replaces.
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

    /** The key of an entry, and the part of its policy that a replacement keeps. */
    record Current(KeyName name, EntryPolicy kept) {}

    /**
     * Returns the key that a put of the entry will change. Empty where the put will make a key, even if the alias names
     * a key now that lies outside the keyring that changes go to.
     */
    Optional<Current> current(String alias) {
        KeyName usual = entries.usual(alias);
        Optional<EntryPolicy> kept = store.kept(usual, TimesLeft.EACH);
        if (kept.isPresent()) {
            return Optional.of(new Current(usual, kept.get()));
        }
        Optional<KeyName> large = entries.large(alias, usual);
        kept = large.flatMap(store::kept);
        return kept.isEmpty() || store.contains(usual)
                ? Optional.empty()
                : Optional.of(new Current(large.get(), kept.get()));
    }

    /**
     * Returns the policy of an entry that is to be put. Each part is the given one, else that of the replaced entry,
     * else that of the settings. An entry that has ended by its own note alone counts as replaced by a new entry, which
     * takes over no more than the held key to be retired.
     */
    EntryPolicy policy(Optional<Current> current, EntryPolicy given) {
        EntryPolicy kept = current.map(Current::kept).orElseGet(settings::policy);
        EntryPolicy fallback = kept.hasEnded() ? settings.policy().succeeding(kept.predecessor()) : kept;
        return given.or(fallback);
    }

    /**
     * Returns the key that an entry will have once it is put.
     *
     * @param current the result of {@link #current}
     * @throws KeyStoreException if no key can hold the entry, or if the only key that can belongs to another entry
     * @throws KeyringException if the keystore would not find the key
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
     * Returns the key for a payload. An entry keeps its key type as long as that type can hold the payload. A new entry
     * gets a key of type user, which the kernel never swaps out. But a new entry that is no secret gets a big_key,
     * which costs next to no quota, unless a usual key elsewhere would be found in its place.
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
        if (store.kept(target, TimesLeft.EACH).isPresent()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias) + " cannot be stored: it takes "
                    + size + " bytes, which type " + old.type()
                    + " does not hold, and of type " + target.type() + " there is another entry, alias '%"
                    + target.type() + ":" + Printable.name(alias) + "'. Delete one of them first");
        }
    }

    /**
     * Stores an entry.
     *
     * @param current the result of {@link #current}
     * @param place the result of {@link #requirePlace}
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

    /**
     * Stores an entry in a new key and then removes the old key. A search finds the old key until the new key is
     * complete, and afterwards the new key alone.
     */
    private void supplant(KeyName old, KeyName place, ByteBuffer payload, EntryPolicy policy) {
        EntryPolicy kept =
                store.key(old).map(key -> EntryPolicy.of(key.metadata())).orElse(EntryPolicy.NONE);
        store.put(place, payload, policy.or(kept));
        try {
            store.remove(old);
        } catch (KeyringException e) {
            EntryStore.undo(e, () -> {
                if (store.own(old).isPresent()) {
                    store.remove(place);
                }
            });
            throw e;
        }
    }

    private KeyctlException withBigKeyRemedy(KeyctlException e) {
        String hint = entries.mayHaveBigKeys()
                ? "Or set type=big_key, whose keys take 16 bytes of quota whatever their size."
                : "A kernel with big_key (CONFIG_BIG_KEYS) counts 16 bytes for a trusted certificate.";
        return e.withRemedy(e.remedy() + " " + hint);
    }

    /**
     * Returns the keys of this alias that a change would replace: at most one, or with {@code type=auto} at most two.
     */
    List<KeyName> own(String alias) {
        return entries.names(alias).stream()
                .filter(name -> store.kept(name, TimesLeft.EACH).isPresent())
                .toList();
    }

    /**
     * Returns the key of an entry, to be changed in place; empty where there is no entry.
     *
     * @throws KeyringException if the key lies outside the keyring that changes go to, or if the entry waits to be
     *     stored: when it is, its payload ends the timeout of the key that it replaces
     */
    Optional<KernelKey> changeable(String alias) {
        Optional<KeyName> found = entries.found(alias);
        if (found.filter(store::isStaged).isPresent()) {
            throw new KeyringException("it waits for store(), and has no key yet. Store the keystore first, or set the"
                    + " entry with a KeyringProtection that has the timeout");
        }
        found.filter(name -> store.own(name).isEmpty()).ifPresent(store::requireGone);
        return found.flatMap(store::own);
    }

    /**
     * Deletes an entry. Of a missing entry, keys that a process which was killed has left are retired.
     *
     * @throws KeyStoreException if the entry lies outside the keyring that changes go to, or if another entry of the
     *     alias outside that keyring would be found afterwards, or if the kernel refuses
     */
    void remove(String alias) throws KeyStoreException {
        String keyring = settings.keyring().map(Object::toString).orElse("");
        Trace trace = Trace.change("delete", alias, keyring);
        try {
            KeyName usual = entries.usual(alias);
            Optional<KeyName> found = entries.found(alias);
            // A keystore that may not be changed refuses the deletion of a missing entry, too.
            store.requireGone(found.orElse(usual));
            if (found.filter(usual::equals).isPresent()) {
                entries.large(alias, usual)
                        .filter(large -> store.own(large).isEmpty())
                        .ifPresent(store::requireGone);
            }
            store.remove(found.orElse(usual));
            if (found.isPresent()) {
                trace.done(alias);
            } else {
                trace.absent();
            }
        } catch (KeyringException e) {
            trace.failed(e);
            throw failed("be deleted", alias, e);
        } finally {
            trace.finish();
        }
    }

    /**
     * Returns a backup of what an alias stands for now.
     *
     * @throws KeyStoreException if the kernel refuses to look it up
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
                "Entry " + KeyStoreEntries.quoted(alias) + " could not " + what + ": " + EntryStore.message(cause),
                cause);
    }
}
