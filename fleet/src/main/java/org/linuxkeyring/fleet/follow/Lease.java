package org.linuxkeyring.fleet.follow;

import java.time.Duration;
import java.time.Instant;
import org.linuxkeyring.fleet.message.Policy;

/**
 * How long entries outlive the last word of the store.
 *
 * @param longest whole seconds; a publication may ask for less
 */
public record Lease(Duration longest) {
    /** How many times in its life a lease is prolonged, so that a few attempts may fail. */
    private static final int TIMES = 4;

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** @throws IllegalArgumentException if it is no lease */
    public Lease {
        Policy.requireLease(longest);
    }

    /** Returns how long an entry may live from now on, in whole seconds; not positive if it has expired. */
    Duration of(Policy policy, Instant expiry, Instant now) {
        Duration asked = policy.lease().orElse(longest);
        Duration lease = asked.compareTo(longest) < 0 ? asked : longest;
        Duration left = Duration.ofSeconds(Duration.between(now, expiry).getSeconds());
        return left.compareTo(lease) < 0 ? left : lease;
    }

    /** Returns after what time a lease that is this long is to be prolonged. */
    static Duration pause(Duration lease) {
        Duration pause = lease.dividedBy(TIMES);
        return pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause;
    }
}
