package org.linuxkeyring.fleet.message;

import java.security.KeyStore;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a publisher says to one machine about one entry: the entry, or that it is revoked.
 *
 * @param name the entry's name
 * @param version grows with each publication of this name, revocations included
 * @param machine the machine that it is for
 * @param publishedAt when it was made, to the second
 * @param expiry when the entry ends, whatever its lease, to the second
 * @param policy how the machine sets the entry
 * @param entry the entry; empty if it is revoked
 */
public record Publication(
        EntryName name,
        long version,
        MachineId machine,
        Instant publishedAt,
        Instant expiry,
        Policy policy,
        Optional<KeyStore.Entry> entry) {
    /**
     * @throws IllegalArgumentException if the version is below 1, a time has a fraction of a second, or the entry is of
     *     no kind that a keystore has
     */
    public Publication {
        Fields.requireVersion(version);
        Fields.requireTime(publishedAt);
        Fields.requireTime(expiry);
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(policy, "policy");
        entry.ifPresent(EntryCodec::requireKind);
    }

    /** Returns whether the entry is revoked. */
    public boolean isRevocation() {
        return entry.isEmpty();
    }

    public boolean hasExpired(Instant now) {
        return !now.isBefore(expiry);
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return name + " version " + version + " for " + machine + (isRevocation() ? ", revoked" : "");
    }
}
