package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.Permissions;

/**
 * An entry of the keyring on its way into a file.
 *
 * @param times the times that the keyring's keys have left
 * @param renewal how a key that the kernel holds, and that is not encrypted under the file's key, becomes so
 */
record EntryToSeal(HeldEntries entries, TimesLeft times, KeyName name, String alias, Renewal renewal) {
    /** The reason for which a kernel-held key cannot be taken from what is encrypted of it. */
    static final String STRANGE = "the kernel holds its key, which was encrypted under another key, or for another"
            + " file: it was set after another process had sealed the file under another key, or by a keystore"
            + " that was not loaded from the file";

    /** A way to a key that the kernel holds, encrypted under the key of the file that is to be stored. */
    @FunctionalInterface
    interface Renewal {
        /** Returns the same key, encrypted under that key; empty if there is no way to it. */
        Optional<HeldCiphertext> of(KeyName entry, HeldCiphertext old);
    }

    /**
     * Seals entries that are there.
     *
     * @param names of the entries, from which those that have gone meanwhile are removed
     */
    static List<SealedEntry> all(
            HeldEntries entries,
            List<KeyName> names,
            SealedKeyring.Head head,
            SealingKey key,
            Map<KeyName, String> aliases,
            Renewal renewal) {
        while (true) {
            List<SealedEntry> sealed = new ArrayList<>();
            TimesLeft times = TimesLeft.of(entries.scope().destination().keys());
            for (KeyName name : names) {
                EntryToSeal entry = new EntryToSeal(entries, times, name, aliases.get(name), renewal);
                entry.seal(head, sealed.size(), names.size(), key).ifPresent(sealed::add);
            }
            if (sealed.size() == names.size()) {
                return sealed;
            }
            // Each sealed entry is bound to how many there are.
            names.removeIf(name -> entries.own(name).isEmpty());
        }
    }

    /**
     * Returns the sealed entry; empty if the entry has gone meanwhile.
     *
     * @throws KeyringException if it cannot be read, or if its key that the kernel holds was never sealed
     */
    Optional<SealedEntry> seal(SealedKeyring.Head head, int index, int count, SealingKey sealing) {
        try {
            Optional<KernelKey> own = entries.own(name);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            KeyMetadata metadata = own.get().metadata();
            Optional<EntryPolicy> kept = entries.kept(name, times);
            Optional<Instant> expiry = kept.flatMap(EntryPolicy::end);
            return entries.read(name, payload -> {
                fault(name, kept, payload).ifPresent(why -> {
                    throw refused(why, null);
                });
                Optional<Permissions> held = heldMask(payload, metadata.permissions());
                SealedKey key = SealedKey.of(metadata, expiry, held);
                return SealedEntry.seal(key, head.place(index, count), current(payload, head, sealing), sealing);
            });
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case ENOKEY, EKEYEXPIRED, EKEYREVOKED -> {
                    // It may as well be the key-encryption key that has ended.
                    if (entries.own(name).isPresent()) {
                        throw e;
                    }
                    yield Optional.empty();
                }
                case EACCES -> throw refused(e.getMessage(), e);
                default -> throw e;
            };
        }
    }

    /**
     * Returns why an entry that can be read cannot be sealed: a key that the kernel holds for it is not in its payload.
     *
     * @param kept what the entry keeps when it is replaced, with the name of the key that the kernel holds
     */
    static Optional<String> fault(KeyName name, Optional<EntryPolicy> kept, ByteBuffer payload) {
        Optional<KeyName> held = kept.flatMap(EntryPolicy::predecessor);
        if (held.filter(key -> !HeldName.isOf(name, key)).isPresent()) {
            return Optional.of("the kernel holds its key, which another program has put there");
        }
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), KeyringEntries.RAW)) {
            return HeldName.notedOwn(name, entry).isPresent()
                            && entry.sealedKey().isEmpty()
                    ? Optional.of("the kernel holds its key, and it was set without seal=")
                    : Optional.empty();
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    /** Returns the payload with the key that the kernel holds for it, if it does, encrypted under the file's key. */
    private ByteBuffer current(ByteBuffer payload, SealedKeyring.Head head, SealingKey sealing) {
        Optional<HeldCiphertext> held = HeldCiphertext.in(name, payload);
        if (held.isEmpty() || held.get().opens(head, sealing)) {
            return payload;
        }
        HeldCiphertext renewed = renewal.of(name, held.get())
                .filter(each -> each.opens(head, sealing))
                .orElseThrow(() -> refused(STRANGE, null));
        return held.get().replacedIn(payload, renewed);
    }

    /**
     * Returns the mask of the key that the kernel holds for the entry, or {@code usual} if that key has gone, so that a
     * load brings it back; empty if the entry's key is in its payload.
     */
    private Optional<Permissions> heldMask(ByteBuffer payload, Permissions usual) {
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), KeyringEntries.RAW)) {
            return HeldName.notedOwn(name, entry)
                    .map(held -> entries.own(held)
                            .map(KernelKey::metadata)
                            .map(KeyMetadata::permissions)
                            .orElse(usual));
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    private KeyringException refused(String why, Exception cause) {
        return new KeyringException(
                "the entry of alias '" + Printable.name(alias) + "' cannot be sealed: " + why + ". Nothing was written."
                        + " Set the entry anew from where its key came from, or delete it",
                cause);
    }
}
