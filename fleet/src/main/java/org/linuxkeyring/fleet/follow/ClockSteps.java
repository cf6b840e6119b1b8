package org.linuxkeyring.fleet.follow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that the wall clock was put forward or back, by the time that no one can put. The kernel ends keys by the
 * wall clock: put forward it ends them early, and put back it lets them live longer than their leases.
 */
final class ClockSteps {
    /** How often it has to be asked. */
    static final Duration LOOK = Duration.ofSeconds(3);

    /** Less is not worth more than a slow clock's correction, and what a busy machine loses between two looks. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final Clock clock;
    private final LongSupplier nanos;
    private Instant toldInstant;
    private long toldNanos;

    /** @param nanos the time since some moment, in nanoseconds, which no one can put and which goes on in suspend */
    ClockSteps(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.toldInstant = clock.instant();
        this.toldNanos = nanos.getAsLong();
    }

    /**
     * Returns how far the clock was put forward, or back if it is negative, since a step was told last: many small
     * steps count as one.
     */
    Optional<Duration> step() {
        Instant instant = clock.instant();
        long now = nanos.getAsLong();
        Duration step = Duration.between(toldInstant, instant).minusNanos(now - toldNanos);
        if (step.abs().compareTo(LEAST) <= 0) {
            return Optional.empty();
        }
        toldInstant = instant;
        toldNanos = now;
        return Optional.of(step);
    }
}
