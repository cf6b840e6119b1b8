package org.linuxkeyring.fleet.follow;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the store is asked again: a random part of a time that doubles with each failure, so that
 * machines which lost the store at the same moment do not come back at the same moment.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 60_000;

    private final Random random;
    private long millis = FIRST_MILLIS;

    Backoff(Random random) {
        this.random = random;
    }

    Duration next() {
        Duration wait = Duration.ofMillis(random.nextLong(millis) + 1);
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        return wait;
    }

    void reset() {
        millis = FIRST_MILLIS;
    }
}
