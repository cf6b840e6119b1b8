package org.linuxkeyring.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** Median nanoseconds of an operation, by row and by who did it. */
final class Measured {
    private final Map<String, Map<String, Double>> nanos = new LinkedHashMap<>();

    void add(String row, String by, double nanosEach) {
        nanos.computeIfAbsent(row, none -> new LinkedHashMap<>()).put(by, nanosEach);
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    double of(String row, String by) {
        Double found = nanos.getOrDefault(row, Map.of()).get(by);
        if (found == null) {
            throw new NoSuchElementException(row + " was not measured with " + by);
        }
        return found;
    }

    boolean has(String row, String by) {
        return nanos.getOrDefault(row, Map.of()).containsKey(by);
    }

    Set<String> rows() {
        return nanos.keySet();
    }

    Set<String> columns() {
        Set<String> all = new TreeSet<>();
        nanos.values().forEach(row -> all.addAll(row.keySet()));
        return all;
    }
}
