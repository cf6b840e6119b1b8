package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.linuxkeyring.kernel.KernelClock;
import org.linuxkeyring.kernel.TimeoutColumn;

/**
 * The timeouts of keys as /proc/keys shows them. The kernel writes that file as a whole, in a time that grows with the
 * number of keys, so it is read once for all who ask within one second. That second is one of the kernel's clock, by
 * which timeouts are counted and shown, so that a reading is not older than it says: in it, the column of a key changes
 * only if a timeout is set or taken away. What this process sets is noted and seen at once, and what another process
 * sets in the same second is seen from the next second on.
 */
final class KeyTimeouts {
    private static final byte[] USER = "user".getBytes(US_ASCII);
    private static final byte[] LOGON = "logon".getBytes(US_ASCII);

    private static final Reading NONE = new Reading(Instant.MIN);

    private final Supplier<String> file;
    private final InstantSource clock;
    private final Object readers = new Object();
    private final Object order = new Object();

    private volatile Reading last = NONE;

    /** The number of changes that have begun and of those that have ended; guarded by {@code order}. */
    private long changes;

    KeyTimeouts() {
        this(ProcKeys::keys, InstantSource.system());
    }

    KeyTimeouts(Supplier<String> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** A reading of the file in one second, with the changes that are known since it began. */
    private static final class Reading {
        private final Instant second;
        private final Map<Integer, Optional<String>> changed = new ConcurrentHashMap<>();
        private volatile Map<Integer, String> shown = Map.of();

        Reading(Instant second) {
            this.second = second;
        }

        /**
         * Returns the column of a key; empty if it has to be read. A key that is not shown may have been made since.
         */
        Optional<String> column(int key) {
            Optional<String> known = changed.get(key);
            return known != null ? known : Optional.ofNullable(shown.get(key));
        }
    }

    /** Returns the column of a key; the text is empty if the key is not shown, or lines for it disagree. */
    String timeLeft(int key) {
        return known(key).orElseGet(() -> readFor(key));
    }

    /** Returns the columns of keys, from one reading, without those that change meanwhile. */
    Map<Integer, String> timesLeft(List<Integer> keys) {
        synchronized (readers) {
            Reading present = current();
            boolean tellsAll = keys.stream().allMatch(key -> present.column(key).isPresent());
            Reading reading = tellsAll ? present : read();
            Map<Integer, String> columns = new HashMap<>();
            for (int key : keys) {
                reading.column(key)
                        .or(() -> reading.changed.containsKey(key) ? Optional.empty() : Optional.of(""))
                        .ifPresent(column -> columns.put(key, column));
            }
            return columns;
        }
    }

    private Optional<String> known(int key) {
        return current().column(key);
    }

    /** Returns the reading of this second, and lets go of an earlier one. */
    private Reading current() {
        Reading reading = last;
        if (reading != NONE && !reading.second.equals(second())) {
            last = NONE;
            return NONE;
        }
        return reading;
    }

    private Instant second() {
        return KernelClock.second(clock.instant());
    }

    /** Reads the file, unless another thread has just done so. */
    private String readFor(int key) {
        synchronized (readers) {
            return known(key).orElseGet(() -> read().shown.getOrDefault(key, ""));
        }
    }

    private Reading read() {
        // From here on changes are noted in the new reading; those before have reached the file.
        Reading reading = new Reading(second());
        last = reading;
        reading.shown = ProcKeys.timeouts(file.get());
        return reading;
    }

    /** A call that gives a key a timeout or takes it away, from before the call on. */
    final class Change {
        private final long number;
        private final Instant second = second();

        private Change(long number) {
            this.number = number;
        }

        /**
         * Takes note of add_key(2). A new key has no timeout, and an update of the types {@code user} and {@code logon}
         * takes it away (security/keys/user_defined.c, user_update).
         */
        void byAdding(byte[] type, int key) {
            note(key, TimeoutColumn.NONE, reading -> Arrays.equals(type, USER) || Arrays.equals(type, LOGON));
        }

        /** Takes note that the call has given the key a timeout, or with 0 none; the number is unsigned. */
        void to(int key, int seconds) {
            if (seconds == 0) {
                note(key, TimeoutColumn.NONE, reading -> true);
            } else {
                // The kernel's second is known if it cannot have changed during the call.
                boolean isKnown = second.equals(clock.instant().truncatedTo(ChronoUnit.SECONDS));
                String column = TimeoutColumn.of(Integer.toUnsignedLong(seconds));
                note(key, column, reading -> isKnown && second.equals(reading.second));
            }
        }

        /** Notes a column, unless another change has come between, which may have been to the same key. */
        private void note(int key, String column, Predicate<Reading> isValid) {
            synchronized (order) {
                changes++;
                boolean isAlone = changes == number + 1;
                change(key, reading -> isAlone && isValid.test(reading) ? Optional.of(column) : Optional.empty());
            }
        }
    }

    /** Takes note that such a call begins. */
    Change begin() {
        synchronized (order) {
            changes++;
            return new Change(changes);
        }
    }

    /** Takes note of a call after which a key may show something else, or nothing. */
    void forget(int key) {
        change(key, reading -> Optional.empty());
    }

    /** Takes note of a call after which any key may show nothing. */
    void forgetAll() {
        last = NONE;
    }

    private void change(int key, Function<Reading, Optional<String>> column) {
        Reading reading = current();
        if (reading != NONE) {
            reading.changed.put(key, column.apply(reading));
        }
    }
}
