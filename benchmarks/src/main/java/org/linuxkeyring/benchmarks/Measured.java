package org.linuxkeyring.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** What was measured of an operation, by row and by who did it. */
final class Measured {
    /** Who measured what is the JDK's own. */
    static final String JAVA = "Java";

    private final Map<String, Map<String, List<Double>>> numbers = new LinkedHashMap<>();

    /** Adds to what was measured before. */
    void add(String row, String by, double number) {
        numbers.computeIfAbsent(row, none -> new LinkedHashMap<>())
                .computeIfAbsent(by, none -> new ArrayList<>())
                .add(number);
    }

    /** The median. */
    double of(String row, String by) {
        List<Double> found = numbers.getOrDefault(row, Map.of()).get(by);
        if (found == null) {
            throw new NoSuchElementException(row + " was not measured with " + by);
        }
        return found.stream().sorted().toList().get(found.size() / 2);
    }

    boolean has(String row, String by) {
        return numbers.getOrDefault(row, Map.of()).containsKey(by);
    }

    Set<String> rows() {
        return numbers.keySet();
    }

    Set<String> columns() {
        Set<String> all = new TreeSet<>();
        numbers.values().forEach(row -> all.addAll(row.keySet()));
        return all;
    }
}
