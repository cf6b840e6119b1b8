package org.linuxkeyring.benchmarks.fleet;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Times in nanoseconds, in ascending order. */
final class Times {
    private static final double SECOND = 1e9;
    private static final double MILLISECOND = 1e6;

    private final long[] sorted;

    private Times(long[] sorted) {
        this.sorted = sorted;
    }

    static Times of(Collection<Long> nanoseconds) {
        long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Times(sorted);
    }

    int count() {
        return sorted.length;
    }

    /** Returns the least that this part of all is not above. */
    double milliseconds(double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / MILLISECOND;
    }

    String row(String what) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f |%n",
                what,
                count(),
                milliseconds(0.5),
                milliseconds(0.99),
                milliseconds(1));
    }

    /** Returns how many there are in each second. */
    int[] perSecond() {
        int[] counts = new int[(int) (sorted[sorted.length - 1] / SECOND) + 1];
        for (long each : sorted) {
            counts[(int) (each / SECOND)]++;
        }
        return counts;
    }
}
