package org.linuxkeyring.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Lifetime {
    private static final Pattern COUNT = Pattern.compile("([0-9]{1,10})([smhdw]?)");

    private static final Map<String, Integer> SECONDS =
            Map.of("", 1, "s", 1, "m", 60, "h", 3600, "d", 86_400, "w", 604_800);

    private Lifetime() {}

    /**
     * Parses {@code 90}, {@code 90s}, {@code 15m}, {@code 8h}, {@code 30d}, {@code 2w} or an ISO 8601 duration; 0 means
     * no end.
     *
     * @throws IllegalArgumentException for any other text, or a duration that KEYCTL_SET_TIMEOUT cannot express
     */
    public static Duration parse(String text) {
        Matcher count = COUNT.matcher(text);
        Duration lifetime;
        try {
            lifetime = count.matches()
                    ? Duration.ofSeconds(
                            Math.multiplyExact(Long.parseLong(count.group(1)), SECONDS.get(count.group(2))))
                    : Duration.parse(text);
        } catch (DateTimeException e) {
            throw malformed(text);
        }
        if (lifetime.isNegative() || lifetime.getNano() != 0 || lifetime.getSeconds() > Integer.MAX_VALUE) {
            throw malformed(text);
        }
        return lifetime;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text
                + "' is not how long an entry can live: write 90s, 15m, 8h, 30d, 2w or PT8H, 0 for ever, at"
                + " most 2147483647 seconds");
    }

    /** Formats a duration by its two largest units, rounded down. */
    static String text(Duration lifetime) {
        long minutes = lifetime.toMinutes();
        if (lifetime.toDays() > 1) {
            return lifetime.toDays() + " days";
        }
        if (lifetime.toHours() > 0) {
            return lifetime.toHours() + " h " + minutes % 60 + " min";
        }
        return minutes > 0 ? minutes + " min" : lifetime.getSeconds() + " s";
    }
}
