package org.linuxkeyring.keystore;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.linuxkeyring.entry.MalformedEntryException;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.Key;
import org.linuxkeyring.keyring.TimeLeft;

/**
 * When a key expires. The kernel tells it by /proc/keys alone, rounded down to the unit it shows ("3d"), so the entry notes the
 * second. The note is believed where the kernel does not contradict it: `keyctl timeout` may have changed the timeout since.
 */
final class KeyExpiry {
    private KeyExpiry() {}

    /** The instant, or the earliest that it can be if there is no note to go by; empty for a key without a timeout. */
    static Optional<Instant> of(Key key) {
        Optional<TimeLeft> left = key.timeLeft();
        if (left.isPresent() && left.get().isUnlimited()) {
            return Optional.empty();
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> note = note(key);
        return left.isEmpty() ? note : Optional.of(left.get().end(now, note));
    }

    private static Optional<Instant> note(Key key) {
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, "RAW"))) {
            return entry.expiry();
        } catch (KeyctlException | MalformedEntryException e) {
            return Optional.empty();
        }
    }
}
