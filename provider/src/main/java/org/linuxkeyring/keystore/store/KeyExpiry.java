package org.linuxkeyring.keystore.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.TimeLeft;

/**
 * When a key expires. The kernel tells it by /proc/keys alone, rounded down to the unit it shows ("3d"), so the entry
 * notes the second. The note is an upper bound whatever the kernel tells: an update drops the timeout, and a process
 * may be killed before it has set that again. `keyctl timeout` may have set an earlier one since, which counts.
 */
public final class KeyExpiry {
    private KeyExpiry() {}

    /** The instant, or the earliest that it can be if there is no note to go by; empty for a key without either. */
    public static Optional<Instant> of(KernelKey key) {
        Optional<TimeLeft> left = key.timeLeft();
        Optional<Instant> note;
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, KeyringEntries.RAW))) {
            note = entry.expiry();
        } catch (KeyctlException | MalformedEntryException e) {
            note = Optional.empty();
        }
        if (left.isEmpty() || left.get().isUnlimited()) {
            return note;
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = left.get().end(now, note);
        return note.filter(noted -> noted.isBefore(end)).or(() -> Optional.of(end));
    }
}
