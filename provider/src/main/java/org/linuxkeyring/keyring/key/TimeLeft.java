package org.linuxkeyring.keyring.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How long a key still lives, as /proc/keys shows it: in one unit, rounded down (proc_keys_show in
 * security/keys/proc.c).
 *
 * @param atLeast what is shown
 * @param below what is shown and one unit more
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

    /** For what the kernel's clock and ours may have moved between two questions. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** Empty for the empty text. */
    static Optional<TimeLeft> parse(String shown) {
        return switch (shown) {
            case "" -> Optional.empty();
            case "perm" -> Optional.of(UNLIMITED);
            case "expd" -> Optional.of(NONE);
            default -> {
                int last = shown.length() - 1;
                long count = Long.parseLong(shown.substring(0, last));
                Duration unit = UNITS.get(shown.charAt(last));
                yield Optional.of(new TimeLeft(unit.multipliedBy(count), unit.multipliedBy(count + 1)));
            }
        };
    }

    /** Whether the key never expires by itself. */
    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }

    /** When the key ends: what was noted if that fits what is shown, else the earliest that fits. */
    public Instant end(Instant now, Optional<Instant> note) {
        return note.filter(noted -> !noted.isBefore(now.plus(atLeast).minus(TOLERANCE))
                        && !noted.isAfter(now.plus(below).plus(TOLERANCE)))
                .orElse(now.plus(atLeast));
    }
}
