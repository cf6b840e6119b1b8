package org.linuxkeyring.keystore.settings;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.kernel.KernelClock;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;

/**
 * The timeout, permission mask, owner and group that an entry's key gets besides its payload. An attribute that is
 * empty stays as it is or, for a new key, as the kernel makes it.
 *
 * @param predecessor the key that the kernel holds for the entry that is replaced, which is to be retired
 * @param expiry the end of the entry to the second, as the kernel counts; {@link #NEVER} removes a timeout
 */
public record EntryPolicy(
        Optional<KeyName> predecessor,
        Optional<Instant> expiry,
        Optional<Permissions> permissions,
        Optional<Integer> owner,
        Optional<Integer> group) {
    /** The policy that leaves everything as it is. */
    public static final EntryPolicy NONE =
            new EntryPolicy(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static final Instant NEVER = Instant.MAX;

    private static final int OWNER_AND_GROUP = 0x003f3f00;
    private static final int LINK_OF_POSSESSOR = 0x10000000;
    private static final int SETATTR_OF_POSSESSOR = 0x20000000;

    /**
     * Returns the policy that a protection parameter asks for; {@link #NONE} if the parameter is not a
     * KeyringProtection.
     */
    public static EntryPolicy of(KeyStore.ProtectionParameter parameter) {
        if (!(parameter instanceof KeyringProtection protection)) {
            return NONE;
        }
        EntryPolicy policy = new EntryPolicy(
                Optional.empty(), Optional.empty(), protection.permissions(), protection.owner(), protection.group());
        return protection.timeout().map(policy::expiringIn).orElse(policy);
    }

    /**
     * Returns this policy with an expiry that long from now; zero is for no expiry. The kernel counts from the start of
     * the current second.
     */
    public EntryPolicy expiringIn(Duration timeout) {
        return expiringAt(timeout.isZero() ? NEVER : KernelClock.second().plus(timeout));
    }

    public EntryPolicy expiringAt(Instant instant) {
        return new EntryPolicy(predecessor, Optional.of(instant), permissions, owner, group);
    }

    public EntryPolicy permitting(Permissions mask) {
        return new EntryPolicy(predecessor, expiry, Optional.of(mask), owner, group);
    }

    /**
     * Returns this policy with a mask, if it has one, that lets a possessor link the key, and set the permissions so as
     * to remove the link permission again.
     */
    public EntryPolicy linkable() {
        return permissions
                .filter(mask -> (mask.bits() & LINK_OF_POSSESSOR) == 0)
                .map(mask -> permitting(Permissions.of(mask.bits() | LINK_OF_POSSESSOR | SETATTR_OF_POSSESSOR)))
                .orElse(this);
    }

    /** Returns this policy for an entry that replaces one with this held key. */
    public EntryPolicy succeeding(Optional<KeyName> held) {
        return new EntryPolicy(held, expiry, permissions, owner, group);
    }

    /** Returns this policy without owner and group, and with a mask, if it has one, that grants neither anything. */
    public EntryPolicy withoutOwner() {
        Optional<Permissions> mask = permissions.map(all -> Permissions.of(all.bits() & ~OWNER_AND_GROUP));
        return new EntryPolicy(predecessor, expiry, mask, Optional.empty(), Optional.empty());
    }

    /** Returns this policy for a key that succeeds no other. */
    public EntryPolicy withoutPredecessor() {
        return new EntryPolicy(Optional.empty(), expiry, permissions, owner, group);
    }

    /** Returns a policy with the mask, owner and group of a key, for another key that is to take its place. */
    public static EntryPolicy of(KeyMetadata metadata) {
        Optional<Integer> group = Optional.of(metadata.gid()).filter(gid -> gid >= 0);
        return new EntryPolicy(
                Optional.empty(),
                Optional.empty(),
                Optional.of(metadata.permissions()),
                Optional.of(metadata.uid()),
                group);
    }

    /** Returns this policy, with the other policy's attributes where this one's are empty. */
    public EntryPolicy or(EntryPolicy other) {
        return new EntryPolicy(
                predecessor.or(other::predecessor),
                expiry.or(other::expiry),
                permissions.or(other::permissions),
                owner.or(other::owner),
                group.or(other::group));
    }

    /**
     * Returns whether the key needs a new payload only. An update of the payload clears a timeout anyhow, so a policy
     * with {@link #NEVER} needs nothing more.
     */
    public boolean setsNothing() {
        return end().isEmpty() && permissions.isEmpty() && owner.isEmpty() && group.isEmpty();
    }

    /** Returns the instant at which the entry expires; empty for an entry that does not expire. */
    public Optional<Instant> end() {
        return expiry.filter(instant -> !instant.equals(NEVER));
    }

    /** Returns whether the entry has expired. */
    public boolean hasEnded() {
        return end().filter(instant -> !instant.isAfter(Instant.now())).isPresent();
    }

    /**
     * Returns the timeout for KEYCTL_SET_TIMEOUT: at least one second, since 0 would mean never, and at most 68 years,
     * whatever expiry an entry notes.
     */
    public Optional<Integer> secondsLeft() {
        long now = KernelClock.second().getEpochSecond();
        return end().map(instant -> (int) Math.min(Integer.MAX_VALUE, Math.max(1, instant.getEpochSecond() - now)));
    }
}
