package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;

/** The entries of a file on their way back into the keyring. */
final class SealedEntries {
    private final SealedKeyring file;
    private final HeldEntries entries;

    SealedEntries(SealedKeyring file, HeldEntries entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Returns what the encrypted key of an entry is bound to that the kernel holds. */
    static byte[] heldPlace(SealedKeyring.Head head, KeyName held) {
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.OCTET_STRING, head.id()),
                Der.value(Der.UTF8_STRING, held.type().bytes()),
                Der.value(Der.OCTET_STRING, held.description().bytes()));
    }

    /**
     * Returns the places of the entries that the keyring lacks and whose time is not over. An entry that has become a
     * key of another type is there, too.
     */
    List<Integer> missing() {
        Set<Description> there = new HashSet<>();
        for (KeyName name : entries.ownNames()) {
            if (name.type().isReadable()) {
                there.add(name.description());
            }
        }
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < file.entries().size(); i++) {
            SealedKey key = file.entries().get(i).key();
            if (!there.contains(key.name().description()) && !key.hasEnded()) {
                missing.add(i);
            }
        }
        return missing;
    }

    void restore(List<Integer> places, SealingKey sealing) {
        for (int place : places) {
            SealedEntry entry = file.entries().get(place);
            entry.open(file.place(place), sealing, payload -> {
                restore(entry.key(), payload, sealing);
                return place;
            });
        }
    }

    private void restore(SealedKey key, ByteBuffer payload, SealingKey sealing) {
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), "RAW")) {
            Optional<KeyName> held = HeldName.noted(entry).filter(name -> HeldName.isOf(key.name(), name));
            Optional<byte[]> sealed = entry.sealedKey();
            if (held.isPresent() && sealed.isPresent()) {
                sealing.open(sealed.get(), heldPlace(file.head(), held.get()), bytes -> {
                    entries.hold(held.get(), bytes, key.heldPolicy());
                    return held;
                });
            }
            entries.putMissing(key.name(), payload, key.policy());
        }
    }
}
