package org.linuxkeyring.tls;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The turn in which entries are compared that no question asks for. */
final class Sweep {
    private final int atLeast;
    private final long round;
    private final LongSupplier nanos;
    private long last;
    private long next;

    /**
     * Makes a sweep that begins with the first entry.
     *
     * @param atLeast the number of entries at each question
     * @param round the time in which all entries have their turn
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    Sweep(int atLeast, Duration round, LongSupplier nanos) {
        this.atLeast = atLeast;
        this.round = round.toNanos();
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /**
     * The numbers of the entries whose turn it is: {@code count} of them from {@code first} on, after the last the
     * first.
     */
    record Turn(int first, int count) {}

    /** Returns the entries whose turn it is among that many. */
    synchronized Turn turn(int size) {
        long now = nanos.getAsLong();
        double due = Math.ceil((double) size * (now - last) / round);
        last = now;
        int count = (int) Math.min(size, Math.max(atLeast, due));
        int first = size == 0 ? 0 : (int) (next % size);
        next = size == 0 ? 0 : (next + count) % size;
        return new Turn(first, count);
    }
}
