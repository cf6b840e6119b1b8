package org.linuxkeyring.keystore.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.PermissionMask;

/**
 * What an entry's key is given beside its payload. What is empty stays as it is, or as the kernel makes it.
 *
 * @param predecessor the key that the kernel holds for the entry which is replaced, to be retired
 * @param expiry to the second, as the kernel counts; {@link #NEVER} ends a timeout
 */
public record EntryPolicy(
        Optional<KeyName> predecessor,
        Optional<Instant> expiry,
        Optional<PermissionMask> permissions,
        Optional<Integer> owner,
        Optional<Integer> group) {
    /** Leaves everything as it is. */
    public static final EntryPolicy NONE =
            new EntryPolicy(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static final Instant NEVER = Instant.MAX;

    /**
     * Refuses what the kernel could not count.
     *
     * @return whole seconds; 0 for no timeout
     * @throws IllegalArgumentException if it is negative, over 2147483647 seconds or not in whole seconds
     */
    public static int seconds(Duration timeout) {
        long seconds = timeout.getSeconds();
        if (timeout.getNano() != 0 || seconds < 0 || seconds > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Timeout " + timeout + " is not allowed; allowed are whole seconds from 0 (none) to 2147483647");
        }
        return (int) seconds;
    }

    /** Expiring that many seconds from now; 0 is never. The kernel counts from the start of the current second. */
    public EntryPolicy expiringIn(int seconds) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return expiringAt(seconds == 0 ? NEVER : now.plusSeconds(seconds));
    }

    public EntryPolicy expiringAt(Instant instant) {
        return new EntryPolicy(predecessor, Optional.of(instant), permissions, owner, group);
    }

    /** With a mask in hex or in keyctl(1)'s letters, or an IllegalArgumentException that says so. */
    public EntryPolicy permitting(String mask) {
        return permitting(PermissionMask.parse(mask));
    }

    public EntryPolicy permitting(PermissionMask mask) {
        return new EntryPolicy(predecessor, expiry, Optional.of(mask), owner, group);
    }

    public EntryPolicy ownedBy(int uid) {
        return new EntryPolicy(predecessor, expiry, permissions, Optional.of(uid), group);
    }

    public EntryPolicy ofGroup(int gid) {
        return new EntryPolicy(predecessor, expiry, permissions, owner, Optional.of(gid));
    }

    public EntryPolicy succeeding(KeyName held) {
        return new EntryPolicy(Optional.of(held), expiry, permissions, owner, group);
    }

    /** The mask, owner and group of a key, for another key that is to take its place. */
    public static EntryPolicy of(KeyMetadata metadata) {
        Optional<Integer> group = Optional.of(metadata.gid()).filter(gid -> gid >= 0);
        return new EntryPolicy(
                Optional.empty(),
                Optional.empty(),
                Optional.of(metadata.permissions()),
                Optional.of(metadata.uid()),
                group);
    }

    /** This, and from the other what this leaves open. */
    public EntryPolicy or(EntryPolicy other) {
        return new EntryPolicy(
                predecessor.or(other::predecessor),
                expiry.or(other::expiry),
                permissions.or(other::permissions),
                owner.or(other::owner),
                group.or(other::group));
    }

    /** Whether a new payload is all that the key needs, which clears a timeout anyhow. */
    public boolean setsNothing() {
        return end().isEmpty() && permissions.isEmpty() && owner.isEmpty() && group.isEmpty();
    }

    /** When the entry ends, if it does. */
    public Optional<Instant> end() {
        return expiry.filter(instant -> !instant.equals(NEVER));
    }

    /** Whether that was before now. */
    public boolean hasEnded() {
        return end().filter(instant -> !instant.isAfter(Instant.now())).isPresent();
    }

    /**
     * What KEYCTL_SET_TIMEOUT takes: at least a second, since 0 would mean never, and at most 68 years, whatever an
     * entry notes.
     */
    public Optional<Integer> secondsLeft() {
        long now = Instant.now().getEpochSecond();
        return end().map(instant -> (int) Math.min(Integer.MAX_VALUE, Math.max(1, instant.getEpochSecond() - now)));
    }
}
