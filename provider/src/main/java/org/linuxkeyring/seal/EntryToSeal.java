package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Permissions;

/** An entry of the keyring on its way into a file. */
record EntryToSeal(EntryStore entries, KeyName name, String alias) {
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
            Optional<Instant> expiry = entries.kept(name).flatMap(EntryPolicy::end);
            return entries.read(name, payload -> {
                Optional<Permissions> held = heldMask(payload, head, sealing);
                SealedKey key = SealedKey.of(metadata, expiry, held);
                return SealedEntry.seal(key, head.place(index, count), payload, sealing);
            });
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case ENOKEY, EKEYEXPIRED, EKEYREVOKED -> Optional.empty();
                case EACCES -> throw refused(e.getMessage(), e);
                default -> throw e;
            };
        }
    }

    /** Returns the mask of the key that the kernel holds for the entry; empty if the entry's key is in its payload. */
    private Optional<Permissions> heldMask(ByteBuffer payload, SealedKeyring.Head head, SealingKey sealing) {
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), "RAW")) {
            Optional<KeyName> held = HeldName.noted(entry).filter(noted -> HeldName.isOf(name, noted));
            if (held.isEmpty()) {
                return Optional.empty();
            }
            byte[] sealed = entry.sealedKey()
                    .orElseThrow(() -> refused("the kernel holds its key, and it was set without seal=", null));
            requireOpens(sealed, SealedEntries.heldPlace(head, held.get()), sealing);
            return entries.own(held.get()).map(KernelKey::metadata).map(KeyMetadata::permissions);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    private void requireOpens(byte[] sealed, byte[] place, SealingKey sealing) {
        try {
            sealing.open(sealed, place, ByteBuffer::remaining);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EBADMSG) {
                throw refused("the kernel holds its key, and it was sealed for another file", e);
            }
            throw e;
        }
    }

    private KeyringException refused(String why, Exception cause) {
        return new KeyringException(
                "the entry of alias '" + Printable.name(alias) + "' cannot be sealed: " + why + ". Nothing was written."
                        + " Set the entry anew from where its key came from, or delete it",
                cause);
    }
}
