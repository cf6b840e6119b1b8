package org.linuxkeyring.keyring.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.kernel.TimeoutColumn;

/**
 * The time that a key still lives, as /proc/keys shows it: in one unit, rounded down (security/keys/proc.c,
 * proc_keys_show).
 *
 * @param atLeast the time shown
 * @param below the time shown and one unit more
 */
public record TimeLeft(Duration atLeast, Duration below) {
    private static final TimeLeft UNLIMITED = new TimeLeft(Duration.ZERO, Duration.ZERO);
    private static final TimeLeft NONE = new TimeLeft(Duration.ZERO, Duration.ofSeconds(1));
    private static final Map<Character, Duration> UNITS = Map.of(
            's', Duration.ofSeconds(1),
            'm', Duration.ofMinutes(1),
            'h', Duration.ofHours(1),
            'd', Duration.ofDays(1),
            'w', Duration.ofDays(7));

    /** The time by which the clocks of the kernel and of the JVM may have moved apart between two readings. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** Parses the time that /proc/keys shows; returns empty for an empty text. */
    static Optional<TimeLeft> parse(String shown) {
        return switch (shown) {
            case "" -> Optional.empty();
            case TimeoutColumn.NONE -> Optional.of(UNLIMITED);
            case TimeoutColumn.EXPIRED -> Optional.of(NONE);
            default -> {
                int last = shown.length() - 1;
                long count = Long.parseLong(shown.substring(0, last));
                Duration unit = UNITS.get(shown.charAt(last));
                yield Optional.of(new TimeLeft(unit.multipliedBy(count), unit.multipliedBy(count + 1)));
            }
        };
    }

    /** Returns whether the key has no timeout, so that it never expires. */
    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }

    /**
     * Returns when the key expires: the time that was noted if it fits the time shown, and otherwise the earliest that
     * fits.
     */
    public Instant end(Instant now, Optional<Instant> note) {
        return note.filter(noted -> !noted.isBefore(now.plus(atLeast).minus(TOLERANCE))
                        && !noted.isAfter(now.plus(below).plus(TOLERANCE)))
                .orElse(now.plus(atLeast));
    }
}
