package org.linuxkeyring.keystore;

import java.security.KeyStoreException;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.entry.ExpiryUpdate;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldName;

/**
 * Stores and deletes entries, with what each is to have: what it was given, what it had before, or what the settings
 * say.
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

    /** Makes an entry's payload. */
    @FunctionalInterface
    interface PayloadMaker {
        /** With the instant when the entry ends, if it does. */
        Payload make(Optional<Instant> end) throws KeyStoreException;
    }

    /** Makes the payload of an entry whose key the kernel holds. */
    @FunctionalInterface
    interface HeldPayloadMaker {
        /** With the instant when the entry ends, if it does, and the name of its key. */
        Payload make(Optional<Instant> end, HeldKeyNote key) throws KeyStoreException;
    }

    /**
     * Stores an entry under an alias; its payload is wiped.
     *
     * @param given what the entry is to have; where it leaves something open, an entry that is replaced keeps it, and a
     *     new one takes it from the settings
     * @throws KeyStoreException if the key type cannot hold it or the kernel refuses it
     */
    void put(String alias, EntryPolicy given, PayloadMaker maker) throws KeyStoreException {
        try {
            Optional<AliasedEntries.Current> current = entries.current(alias);
            EntryPolicy policy = policy(current, given);
            try (Payload payload = maker.make(policy.end())) {
                entries.put(alias, current, payload, policy);
            }
        } catch (KeyringException e) {
            throw failed("be stored", alias, e);
        }
    }

    /** In the place of an entry that has ended, by its note alone, comes a new one. */
    private EntryPolicy policy(Optional<AliasedEntries.Current> current, EntryPolicy given) {
        EntryPolicy kept = current.map(AliasedEntries.Current::kept).orElseGet(settings::policy);
        Optional<KeyName> predecessor = kept.predecessor();
        EntryPolicy fallback =
                kept.hasEnded() ? predecessor.map(settings.policy()::succeeding).orElseGet(settings::policy) : kept;
        return given.or(fallback);
    }

    /**
     * Lets an entry end at another time than it notes, or not at all; key, certificates and the other attributes stay.
     *
     * @throws KeyStoreException if the kernel refuses it
     */
    void end(String alias, EntryPolicy given) throws KeyStoreException {
        Optional<Payload> noted = entries.read(alias, stored -> ExpiryUpdate.apply(stored, given.end()));
        if (noted.isPresent()) {
            try (Payload payload = noted.get()) {
                entries.put(alias, entries.current(alias), payload, given);
            }
        }
    }

    /**
     * Stores an entry whose key the kernel is to hold.
     *
     * @param key of that type; the caller wipes it
     * @throws KeyStoreException if the kernel cannot hold it or refuses it
     */
    void hold(String alias, EntryPolicy given, KeyType type, Payload key, HeldPayloadMaker maker)
            throws KeyStoreException {
        try {
            Optional<AliasedEntries.Current> current = entries.current(alias);
            EntryPolicy policy = policy(current, given);
            KeyName held = HeldName.next(place(alias, current, policy, type, maker), type);
            try (Payload payload = maker.make(policy.end(), new HeldKeyNote(held.description()))) {
                entries.requirePlace(alias, current, payload);
                store.hold(held, key.buffer(), policy);
                try {
                    entries.put(alias, current, payload, policy);
                } catch (KeyringException | KeyStoreException e) {
                    EntryStore.undo(e, () -> abandon(alias, held));
                    throw e;
                }
                store.own(held).ifPresent(kept -> confirm(kept, policy));
            }
        } catch (KeyringException e) {
            throw failed("be stored", alias, e);
        }
    }

    /**
     * The readable key that the entry will have, after which the held one is named; it depends on the size of the
     * payload.
     */
    private KeyName place(
            String alias,
            Optional<AliasedEntries.Current> current,
            EntryPolicy policy,
            KeyType type,
            HeldPayloadMaker maker)
            throws KeyStoreException {
        KeyName likely = HeldName.next(entries.usual(alias), type);
        try (Payload payload = maker.make(policy.end(), new HeldKeyNote(likely.description()))) {
            return entries.requirePlace(alias, current, payload);
        }
    }

    /**
     * Another process that replaced the entry just then may have taken the new key for one left behind, and let it end.
     */
    private static void confirm(KernelKey held, EntryPolicy policy) {
        try {
            held.setTimeout(policy.secondsLeft().orElse(0));
        } catch (KeyctlException e) {
            switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED -> {
                    // No one could let it end either, or another process has done so since, with the entry.
                }
                default -> throw e;
            }
        }
    }

    /** Takes a new key back, unless the entry names it already. */
    private void abandon(String alias, KeyName held) {
        if (!named(alias).equals(Optional.of(held))) {
            store.remove(held);
        }
    }

    private Optional<KeyName> named(String alias) {
        try (StoredEntry entry = entries.entry(alias, "RAW").orElse(null)) {
            return Optional.ofNullable(entry).flatMap(HeldName::noted);
        }
    }

    /**
     * Stores an entry whose key the kernel holds for it already.
     *
     * @throws KeyStoreException if it holds that key for another entry, or refuses
     */
    void keep(String alias, EntryPolicy given, KernelKey key, HeldPayloadMaker maker) throws KeyStoreException {
        try {
            Optional<AliasedEntries.Current> current = entries.current(alias);
            EntryPolicy policy = policy(current, given);
            KeyName held = policy.predecessor()
                    .filter(own -> store.own(own).filter(key::equals).isPresent())
                    .orElseThrow(
                            () -> new KeyringException("the kernel holds its key for another entry, and does not give"
                                    + " it away. Store the original"));
            try (Payload payload = maker.make(policy.end(), new HeldKeyNote(held.description()))) {
                KeyName place = entries.requirePlace(alias, current, payload);
                if (!HeldName.mayBeOf(place, held)) {
                    throw new KeyringException(
                            "the entry outgrows its key, and the key that the kernel holds for it cannot"
                                    + " be given to " + place + ". Store the original, or fewer certificates");
                }
                entries.put(alias, current, payload, policy);
                if (HeldName.isOf(place, held)) {
                    key.setTimeout(policy.secondsLeft().orElse(0));
                }
            }
        } catch (KeyringException e) {
            throw failed("be stored", alias, e);
        }
    }

    void remove(String alias) throws KeyStoreException {
        try {
            entries.remove(alias);
        } catch (KeyringException e) {
            throw failed("be deleted", alias, e);
        }
    }

    /**
     * What an alias stands for now.
     *
     * @throws KeyStoreException if the kernel does not tell
     */
    EntryBackup backup(String alias) throws KeyStoreException {
        try {
            return new EntryBackup(alias, entries, store);
        } catch (KeyringException e) {
            throw failed("be stored", alias, e);
        }
    }

    private static KeyStoreException failed(String what, String alias, KeyringException cause) {
        return new KeyStoreException(
                "Entry " + KeyStoreEntries.quoted(alias) + " could not " + what + ": " + cause.getMessage(), cause);
    }
}
