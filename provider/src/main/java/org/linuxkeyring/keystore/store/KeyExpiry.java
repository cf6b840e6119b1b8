package org.linuxkeyring.keystore.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.linuxkeyring.entry.ExpiryUpdate;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimeLeft;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * The time at which a key expires. The kernel tells it only in /proc/keys, rounded down to the unit that is shown there
 * ("3d"), so the entry's payload notes the time to the second. The note is an upper bound whatever the kernel tells: an
 * update drops the timeout, and a process may be killed before it has set the timeout again. If {@code keyctl timeout}
 * has set an earlier timeout since, that one is the expiry.
 */
public final class KeyExpiry {
    private KeyExpiry() {}

    /**
     * Returns the instant of expiry or, without a note, the earliest instant that it can be; empty for a key with
     * neither a note nor a timeout.
     */
    public static Optional<Instant> of(KernelKey key) {
        return of(key, TimesLeft.EACH);
    }

    static Optional<Instant> of(KernelKey key, TimesLeft times) {
        TimesLeft.Shown shown = times.of(key);
        Optional<TimeLeft> left = shown.left();
        Optional<Instant> note;
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, KeyringEntries.RAW))) {
            note = entry.expiry();
        } catch (KeyctlException | MalformedEntryException e) {
            note = Optional.empty();
        }
        if (left.isEmpty() || left.get().isUnlimited()) {
            return note;
        }
        Instant end = left.get().end(shown.second(), note);
        return note.filter(noted -> noted.isBefore(end)).or(() -> Optional.of(end));
    }

    /**
     * Gives an entry's key another end, and notes it. What /proc/keys shows does not tell an end from a noted one that
     * is less than a unit later, so that a sooner end is noted as well, unless the kernel refuses the update. A later
     * one, which only counts once it is noted, comes after the update. Since that drops the timeout, a key that may
     * forbid to set one first gets the one that it has.
     *
     * @param kept the policy of the key as it is
     * @param noted the end that the entry notes
     * @throws KeyringException if the kernel refuses
     */
    public static void change(KernelKey key, KeyName name, EntryPolicy kept, Instant noted, EntryPolicy given) {
        int seconds = given.secondsLeft().orElse(0);
        boolean isLater = given.end().filter(end -> !end.isAfter(noted)).isEmpty();
        if (!isLater) {
            key.setTimeout(seconds);
        } else if (mayLackSetattr(key)) {
            key.requireWritable();
            key.setTimeout(kept.secondsLeft().orElse(0));
        }
        if (isUpdated(key, name, given.end(), isLater)) {
            try {
                key.setTimeout(seconds);
            } catch (KeyctlException e) {
                throw new KeyringException(
                        "its new end is noted, but its key has not got the timeout. Set it again: " + e.getMessage(),
                        e);
            }
        }
    }

    private static boolean mayLackSetattr(KernelKey key) {
        try {
            return key.metadata().letsWriteWithoutSetattr();
        } catch (KeyctlException e) {
            return true;
        }
    }

    /** Notes an end in the payload, all else of which stays; returns false where that is refused and need not be. */
    private static boolean isUpdated(KernelKey key, KeyName name, Optional<Instant> end, boolean isRequired) {
        try (Payload payload = key.read(stored -> ExpiryUpdate.apply(stored, end))) {
            key.update(name, payload.buffer());
            return true;
        } catch (KeyctlException e) {
            if (isRequired) {
                throw e;
            }
            return false;
        }
    }

    /** Returns the expiry that a key keeps which may not be searched, if the key shows its name. */
    static EntryPolicy keptUnseen(Keyring keyring, KeyName name) {
        return keyring.keys().stream()
                .filter(key -> key.isNamed(name))
                .findFirst()
                .map(key -> EntryPolicy.NONE.expiringAt(of(key).orElse(EntryPolicy.NEVER)))
                .orElse(EntryPolicy.NONE);
    }

    /**
     * Requires that the entry has not ended by its own note, and closes it otherwise. An update drops the timeout of a
     * key, and a process that replaced the entry may have been killed before it set the timeout again.
     */
    public static void requireNotEnded(Supplier<String> subject, StoredEntry entry) {
        Optional<Instant> end = entry.expiry();
        if (end.isPresent() && !end.get().isAfter(Instant.now())) {
            entry.close();
            throw new RefusedCall("KEYCTL_READ", Errno.EKEYEXPIRED.number(), subject.get())
                    .withRemedy("The entry notes " + end.get() + " as its end, though its key has no timeout or a later"
                            + " one. Store it anew.");
        }
    }
}
