package org.linuxkeyring.kernel;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The clock by which the kernel counts timeouts in whole seconds. The kernel reads it as it was at the last timer tick
 * (ktime_get_real_seconds), so it begins each second a little later than the clock that Java reads.
 */
public final class KernelClock {
    /** The longest time between two ticks, in milliseconds: that of a kernel with CONFIG_HZ_100. */
    private static final int TICK = 10;

    private KernelClock() {}

    /**
     * Returns the second that the kernel's clock shows or, in the moment when it may not have begun for the kernel, the
     * second before. So a timeout that is counted from here never ends before its time.
     */
    public static Instant second() {
        return second(Instant.now());
    }

    /** Returns what {@link #second()} returns at an instant. */
    public static Instant second(Instant now) {
        return now.minusMillis(TICK).truncatedTo(ChronoUnit.SECONDS);
    }
}
