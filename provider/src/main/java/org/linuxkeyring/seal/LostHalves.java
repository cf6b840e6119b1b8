package org.linuxkeyring.seal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.store.HeldEntries;

/**
 * Entries of which the keyring has the readable half, and not the key that the kernel held for it: it was unlinked, or
 * another program's process was killed while it removed both. Each readable half has its key encrypted.
 */
record LostHalves(SealedKeyring file, HeldEntries entries) {
    private static final String WHY = "the kernel holds its key no more";

    /**
     * Returns the keys of such entries in the file. One whose key was revoked or has expired is none of them, as long
     * as the kernel has that key. The readable half alone says which key is held for it: one that it named before lives
     * on for a minute.
     *
     * @param names the names of the keyring's keys
     */
    List<SealedKey> keys(Set<KeyName> names) {
        return file.entries().stream()
                .map(SealedEntry::key)
                .filter(key -> isLost(key, names))
                .toList();
    }

    private boolean isLost(SealedKey key, Set<KeyName> names) {
        return key.held().isPresent()
                && names.contains(key.name())
                && ofKeyring(key.name())
                        .map(HeldCiphertext::held)
                        .filter(held -> !names.contains(held) && isGone(held))
                        .isPresent();
    }

    /** Returns what the keyring's readable half has; empty if it cannot be read, or has no encrypted key. */
    private Optional<HeldCiphertext> ofKeyring(KeyName name) {
        try {
            return entries.own(name).flatMap(own -> own.read(payload -> HeldCiphertext.in(name, payload)));
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    private boolean isGone(KeyName held) {
        try {
            SearchScope scope = entries.scope();
            return scope.search(held.type(), held.description())
                    .filter(scope.destination()::links)
                    .isEmpty();
        } catch (KeyctlException e) {
            return false;
        }
    }

    /**
     * Returns the encrypted key of an entry that the key-encryption key opens: the keyring's own, which may be newer,
     * or the file's.
     */
    private Optional<HeldCiphertext> half(SealedKey key, SealingKey sealing) {
        return ofKeyring(key.name())
                .flatMap(half ->
                        half.opens(file.head(), sealing) ? Optional.of(half) : file.inFile(key.name(), half, sealing));
    }

    /**
     * Has the kernel hold the keys again. Without the key-encryption key the other entries serve as before.
     *
     * @return the entries whose keys do not come back, which have been logged, with the reasons
     */
    Map<SealedKey, String> holdAgain(List<SealedKey> keys, SealedEntries all, Supplier<SealingKey> open) {
        try (SealingKey sealing = open.get()) {
            return holdAgain(keys, all, sealing);
        } catch (KeyringException e) {
            Map<SealedKey, String> leftOut = new LinkedHashMap<>();
            keys.forEach(key -> leftOut.put(key, leftOut(key, e.getMessage())));
            return leftOut;
        }
    }

    /**
     * Has the kernel hold the keys again.
     *
     * @return the entries whose keys do not come back, which have been logged, with the reasons
     */
    Map<SealedKey, String> holdAgain(List<SealedKey> keys, SealedEntries all, SealingKey sealing) {
        Map<SealedKey, String> leftOut = new LinkedHashMap<>();
        for (SealedKey key : keys) {
            all.holdAgain(key, half(key, sealing), sealing).ifPresent(why -> leftOut.put(key, leftOut(key, why)));
        }
        return leftOut;
    }

    private static String leftOut(SealedKey key, String why) {
        String all = WHY + ", and it does not come back: " + why;
        Log.warn("The sealed entry " + KeyRefusals.shown(key.name()) + " is left out: " + all);
        return all;
    }
}
