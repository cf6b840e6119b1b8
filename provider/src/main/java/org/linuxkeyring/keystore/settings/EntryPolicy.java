package org.linuxkeyring.keystore.settings;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;

/**
 * What an entry's key is given beside its payload. What is empty stays as it is, or as the kernel makes it.
 *
 * @param predecessor the key that the kernel holds for the entry which is replaced, to be retired
 * @param expiry to the second, as the kernel counts; {@link #NEVER} ends a timeout
 */
public record EntryPolicy(
        Optional<KeyName> predecessor,
        Optional<Instant> expiry,
        Optional<Permissions> permissions,
        Optional<Integer> owner,
        Optional<Integer> group) {
    /** Leaves everything as it is. */
    public static final EntryPolicy NONE =
            new EntryPolicy(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static final Instant NEVER = Instant.MAX;

    private static final int LINK_OF_POSSESSOR = 0x10000000;
    private static final int SETATTR_OF_POSSESSOR = 0x20000000;

    /** What a protection parameter asks for; nothing, if it is none of ours. */
    public static EntryPolicy of(KeyStore.ProtectionParameter parameter) {
        if (!(parameter instanceof KeyringProtection protection)) {
            return NONE;
        }
        EntryPolicy policy = new EntryPolicy(
                Optional.empty(), Optional.empty(), protection.permissions(), protection.owner(), protection.group());
        return protection.timeout().map(policy::expiringIn).orElse(policy);
    }

    /** Expiring that long from now; zero is never. The kernel counts from the start of the current second. */
    public EntryPolicy expiringIn(Duration timeout) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return expiringAt(timeout.isZero() ? NEVER : now.plus(timeout));
    }

    public EntryPolicy expiringAt(Instant instant) {
        return new EntryPolicy(predecessor, Optional.of(instant), permissions, owner, group);
    }

    public EntryPolicy permitting(Permissions mask) {
        return new EntryPolicy(predecessor, expiry, Optional.of(mask), owner, group);
    }

    /**
     * This, with a mask, if it has one, that lets a possessor link the key; and with the permission to take that away
     * again.
     */
    public EntryPolicy linkable() {
        return permissions
                .filter(mask -> (mask.bits() & LINK_OF_POSSESSOR) == 0)
                .map(mask -> permitting(Permissions.of(mask.bits() | LINK_OF_POSSESSOR | SETATTR_OF_POSSESSOR)))
                .orElse(this);
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

    /** Returns the same for a key that succeeds no other. */
    public EntryPolicy withoutPredecessor() {
        return new EntryPolicy(Optional.empty(), expiry, permissions, owner, group);
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
