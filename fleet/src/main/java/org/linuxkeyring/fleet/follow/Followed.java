package org.linuxkeyring.fleet.follow;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Report;

/**
 * What the service knows of one name.
 *
 * @param revision the store's revision at which the value was put that this is about
 * @param version the version of the publication; 0 if the value could not be opened
 * @param set the entry as it was set; empty if it is not set
 * @param error why it is not set, or no longer prolonged
 * @param isToBeTried whether the same value may succeed later, since the machine refused it and not its contents
 */
record Followed(long revision, long version, Optional<SetEntry> set, Optional<String> error, boolean isToBeTried) {
    /**
     * An entry that is set.
     *
     * @param policy how it was set
     * @param expiry when it ends, whatever its lease
     * @param leaseEnd when it ends if it is not prolonged
     */
    record SetEntry(Policy policy, Instant expiry, Instant leaseEnd) {
        /** Returns when it ends if it is not prolonged; the end of the publication is never passed. */
        Instant end() {
            return leaseEnd.isBefore(expiry) ? leaseEnd : expiry;
        }
    }

    /** Returns what is known of a value that no later attempt will take; what was set before stays. */
    static Followed refused(long revision, long version, Optional<SetEntry> before, String reason) {
        return new Followed(revision, version, before, Optional.of(reason), false);
    }

    /** Returns the same after the clock was put. It ends up to a second earlier, since reports have whole seconds. */
    Followed shifted(Duration step) {
        return new Followed(
                revision,
                version,
                set.map(entry -> new SetEntry(
                        entry.policy(),
                        entry.expiry(),
                        entry.leaseEnd().plus(step).truncatedTo(ChronoUnit.SECONDS))),
                error,
                isToBeTried);
    }

    Followed prolonged(Instant leaseEnd) {
        return new Followed(
                revision,
                version,
                set.map(entry -> new SetEntry(entry.policy(), entry.expiry(), leaseEnd)),
                Optional.empty(),
                false);
    }

    Report.State state(EntryName name) {
        return new Report.State(name, version, set.map(SetEntry::leaseEnd), error);
    }
}
