package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TemporaryThread;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.HeldEntries;

/** The entries of a file on their way back into the keyring. */
final class SealedEntries {
    private final SealedKeyring file;
    private final HeldEntries entries;
    private final List<String> warnings = new ArrayList<>();

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
     * key of another type is there, too, and so is one whose key was revoked or has ended before its time, as long as
     * the kernel has that key.
     */
    List<Integer> missing() {
        return missing(entries.ownNames());
    }

    /**
     * Returns the same.
     *
     * @param own the names of the keyring's keys
     */
    List<Integer> missing(Set<KeyName> own) {
        Set<KeyName> names = new HashSet<>();
        Set<Description> there = new HashSet<>();
        for (KeyName name : own) {
            if (name.type().isReadable()) {
                names.add(name);
                there.add(name.description());
            }
        }
        Map<Description, Long> inFile = file.entries().stream()
                .collect(Collectors.groupingBy(entry -> entry.key().name().description(), Collectors.counting()));
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < file.entries().size(); i++) {
            SealedKey key = file.entries().get(i).key();
            boolean isAlone = inFile.get(key.name().description()) == 1;
            boolean isThere = isAlone ? there.contains(key.name().description()) : names.contains(key.name());
            if (!isThere && !key.hasEnded() && !isDead(key.name())) {
                missing.add(i);
            }
        }
        return missing;
    }

    /** Returns the keys of the missing entries. */
    List<SealedKey> missingKeys() {
        return missing().stream().map(place -> file.entries().get(place).key()).toList();
    }

    /** Returns whether the key of that name has been revoked, has expired, or was never made. */
    private boolean isDead(KeyName name) {
        try {
            entries.scope().search(name.type(), name.description());
            return false;
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYREVOKED, EKEYEXPIRED, EKEYREJECTED -> true;
                default -> false;
            };
        }
    }

    /**
     * Brings entries back. One that the keyring does not take costs no other.
     *
     * @return the keys of those that the keyring does not take, which have been logged, with the reasons
     * @throws KeyringException if an entry cannot be decrypted
     */
    Map<SealedKey, String> restore(List<Integer> places, SealingKey sealing) {
        try {
            // Each entry is made in the keyring of a thread, which serves all of them.
            return TemporaryThread.call(() -> restoreHere(places, sealing));
        } finally {
            // In that thread, a log that this thread is about to set up would wait for this thread.
            warnings.forEach(Log::warn);
            warnings.clear();
        }
    }

    private Map<SealedKey, String> restoreHere(List<Integer> places, SealingKey sealing) {
        Map<SealedKey, String> leftOut = new LinkedHashMap<>();
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            SealedEntry entry = file.entries().get(place);
            String shown = KeyRefusals.shown(entry.key().name());
            try {
                entry.open(file.place(place), sealing, payload -> {
                    restore(entry.key(), payload, sealing);
                    return place;
                });
            } catch (NotTakenException e) {
                leftOut.put(entry.key(), e.getMessage());
                warnings.add("The sealed entry " + shown + " is left out: " + e.getMessage());
                if (e.isOfQuota && i + 1 < places.size()) {
                    // Each attempt waits a second for the kernel to collect keys.
                    List<Integer> rest = places.subList(i + 1, places.size());
                    rest.forEach(other -> leftOut.put(file.entries().get(other).key(), "the quota is used up"));
                    warnings.add(
                            "Sealed entries are left out since the quota is used up, besides that one: " + rest.size());
                    return leftOut;
                }
            } catch (KeyringException e) {
                throw new KeyringException(
                        "The sealed entry " + shown + " cannot be brought back: " + e.getMessage(), e);
            }
        }
        return leftOut;
    }

    /** The refusal of a keyring to take an entry, or of the kernel to give it its policy. */
    private static final class NotTakenException extends KeyringException {
        private static final long serialVersionUID = 1L;

        private final boolean isOfQuota;

        NotTakenException(KeyringException refusal) {
            super(refusal.getMessage(), refusal);
            this.isOfQuota = refusal instanceof KeyctlException call && call.errno() == Errno.EDQUOT;
        }
    }

    /**
     * Refuses to go on without entries that are in the file alone, and would be lost with it.
     *
     * @param leftOut entries that the keyring did not take
     * @throws KeyringException naming one that is still missing
     */
    void requireBack(Collection<SealedKey> leftOut) {
        Set<KeyName> missing = missingKeys().stream().map(SealedKey::name).collect(Collectors.toSet());
        for (SealedKey key : leftOut) {
            if (missing.contains(key.name())) {
                throw new KeyringException("the keyring lacks the sealed entry " + KeyRefusals.shown(key.name())
                        + ", which it did not take when the file was loaded, and which would be lost with the file."
                        + " Let the keyring be written (linuxkeyring seal load FILE says what is in the way), and load"
                        + " the file anew");
            }
        }
    }

    /**
     * Puts an entry. A key that the kernel is to hold for it comes first, and goes again if the keyring does not take
     * the entry, since it would look like an entry of its own. Another process that loads the same file may see that
     * key in between: so whoever puts the entry looks afterwards whether the key is there, and whoever removes the key,
     * whether the entry is.
     */
    private void restore(SealedKey key, ByteBuffer payload, SealingKey sealing) {
        Optional<HeldCiphertext> held = HeldCiphertext.in(key.name(), payload);
        boolean isMade = false;
        try {
            isMade = held.isPresent() && hold(key, held.get(), sealing);
            put(key.name(), key.policy(), policy -> entries.putMissing(key.name(), payload, policy));
        } catch (NotTakenException e) {
            if (isMade && !isThere(key.name(), e)) {
                removeHeld(held.get().held(), e);
            }
            if (!isThere(key.name(), e)) {
                throw e;
            }
        }
        held.ifPresent(each -> hold(key, each, sealing));
    }

    /**
     * Has the kernel hold an entry's key again of which the keyring has the readable half.
     *
     * @return why not; empty if it does
     */
    Optional<String> holdAgain(SealedKey key, Optional<HeldCiphertext> half, SealingKey sealing) {
        if (half.isEmpty()) {
            return Optional.of("it was encrypted under another key, or for another file. Set the entry anew");
        }
        try {
            // Another process may remove the entry meanwhile.
            if (hold(key, half.get(), sealing) && entries.own(key.name()).isEmpty()) {
                entries.remove(half.get().held());
            }
            return Optional.empty();
        } catch (KeyringException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Has the kernel hold a key, and returns whether it did not do so before. */
    private boolean hold(SealedKey key, HeldCiphertext held, SealingKey sealing) {
        KeyName name = held.held();
        if (isHeld(name)) {
            return false;
        }
        return sealing.open(
                held.sealed(),
                heldPlace(file.head(), name),
                bytes -> put(key.name(), key.heldPolicy(), policy -> entries.holdMissing(name, bytes, policy)));
    }

    private boolean isHeld(KeyName held) {
        try {
            return entries.own(held).isPresent();
        } catch (KeyctlException e) {
            throw new NotTakenException(e);
        }
    }

    /** Returns whether the keyring has an entry that it did not take; false for one that it does not let be found. */
    private boolean isThere(KeyName name, NotTakenException refusal) {
        try {
            return entries.own(name).isPresent();
        } catch (KeyctlException e) {
            refusal.addSuppressed(e);
            return false;
        }
    }

    private void removeHeld(KeyName held, NotTakenException refusal) {
        try {
            entries.remove(held);
        } catch (KeyringException e) {
            refusal.addSuppressed(e);
        }
    }

    /**
     * Puts a key with its owner and group, or as this process's own where it may not give it to them
     * (security/keys/keyctl.c, keyctl_chown_key). The mask then grants nothing to owner and group, who would be others.
     *
     * @param put returns whether it has made the key
     * @return the same
     */
    private boolean put(KeyName name, EntryPolicy policy, Predicate<EntryPolicy> put) {
        try {
            return put.test(policy);
        } catch (KeyringException e) {
            if (e instanceof KeyctlException refusal
                    && refusal.errno() == Errno.EACCES
                    && refusal.operation().equals("KEYCTL_CHOWN")) {
                return putAsOwn(name, policy.withoutOwner(), put, refusal);
            }
            throw new NotTakenException(e);
        }
    }

    private boolean putAsOwn(KeyName name, EntryPolicy policy, Predicate<EntryPolicy> put, KeyctlException refusal) {
        boolean isMade;
        try {
            isMade = put.test(policy);
        } catch (KeyringException e) {
            throw new NotTakenException(e);
        }
        if (isMade) {
            warnings.add("The sealed entry " + KeyRefusals.shown(name) + " is brought back as this process's own,"
                    + " without rights for others: " + refusal.getMessage());
        }
        return isMade;
    }
}
