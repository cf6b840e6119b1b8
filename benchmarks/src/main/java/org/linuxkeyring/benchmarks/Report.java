package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** What was measured, as a page: first the ratios that are promised, then everything. */
final class Report {
    private static final String FFM = "ffm";
    private static final String JNA = "jna";

    private final Measured measured;
    private final Measured allocated;

    Report(Measured measured, Measured allocated) {
        this.measured = measured;
        this.allocated = allocated;
    }

    /** @param most whether the goal is the most that the ratio may be, and not the least */
    private record Goal(String what, String by, double goal, boolean most, ToDoubleFunction<Measured> ratio) {}

    private static List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        most(goals, "getKey AES-256 to C's request_key and read", 1.3, 1.8, toC("getKey/aes256"));
        most(
                goals,
                "getKey RSA-2048 to the same calls and KeyFactory in turn",
                1.25,
                1.25,
                (m, by) -> m.of("getKey/rsa2048", by) / m.of("callsAndDecode", by));
        most(
                goals,
                "first aliases() of 1,000 to C's list and describe",
                1.8,
                1.8,
                (m, by) -> m.of("firstAliases/1000", by) / m.of("aliases/1000", "C"));
        most(goals, "aliases() of 1,000, once more, to C's list and describe", 1.3, 1.8, toC("aliases/1000"));
        most(goals, "setKeyEntry AES-256, new, to C's add_key", 1.5, 2, toC("setKeyEntry"));
        most(goals, "setKeyEntry AES-256 over an entry to C's add_key over a key", 1.5, 2, toC("replaceEntry"));
        goals.add(new Goal(
                "getKey among 100,000 entries to among 10",
                FFM,
                1.3,
                true,
                m -> m.of("getKey/among-100000", FFM) / m.of("getKey/among-10", FFM)));
        most(goals, "getEntry among 10,000 entries to among 10", 2, 2, growth("getEntryAmong"));
        most(goals, "setKeyEntry over an entry among 10,000 to among 10", 3, 3, growth("replaceAmong"));
        most(
                goals,
                "P-256 signature by an opaque key to one by the key in hand",
                1.15,
                1.15,
                (m, by) -> m.of("signOpaque", by) / m.of("signInHand", by));
        goals.add(new Goal(
                "getKey AES-256, its event off, to a runtime without the Flight Recorder",
                FFM,
                1.02,
                true,
                m -> m.of("getKeyUnrecorded", FFM) / m.of("getKeyUnrecorded", "noJfr")));
        least(
                goals,
                "two threads' throughput to one's",
                1.7,
                m -> 2 * m.of("oneThread", FFM) / m.of("twoThreads", FFM));
        least(goals, "getKey RSA-2048: times faster than PKCS12", 300, than("PKCS12"));
        least(goals, "getKey RSA-2048: times faster than SunPKCS11 on SoftHSM", 20, than("PKCS11"));
        least(
                goals,
                "handshakes a second, LINUXKEYRING's key manager to SunX509",
                0.97,
                m -> m.of("handshake", "SunX509") / m.of("handshake", "LINUXKEYRING"));
        goals.add(new Goal(
                "handshake by server name among 10,000 entries to among 10",
                FFM,
                1.15,
                true,
                m -> byName(m, "10000") / byName(m, "10")));
        goals.add(new Goal(
                "the same to SunX509 with one certificate",
                FFM,
                1.05,
                true,
                m -> byName(m, "10000") / m.of("handshakeByName/1", "SunX509")));
        least(
                goals,
                "handshake by server name among 1,000 entries: times faster than NewSunX509 (PKIX)",
                3,
                m -> m.of("handshakeByName/1000", "PKIX") / byName(m, "1000"));
        most(
                goals,
                "cold start to the same program on PKCS12",
                1.0,
                1.3,
                (m, by) -> m.of("coldStart", by) / m.of("coldStart", "PKCS12"));
        goals.add(new Goal(
                "RSA-2048 signature by a key that the kernel holds, to C's keyctl_pkey_sign",
                FFM,
                1.05,
                true,
                m -> toC("signHeld").applyAsDouble(m, FFM)));
        return goals;
    }

    private static ToDoubleBiFunction<Measured, String> toC(String row) {
        return (m, by) -> m.of(row, by) / m.of(row, "C");
    }

    private static ToDoubleBiFunction<Measured, String> growth(String row) {
        return (m, by) -> m.of(row + "/10000", by) / m.of(row + "/10", by);
    }

    private static double byName(Measured measured, String entries) {
        return measured.of("handshakeByName/" + entries, "LINUXKEYRING");
    }

    private static ToDoubleFunction<Measured> than(String store) {
        return m -> m.of("getKey/rsa2048", store) / m.of("getKey/rsa2048", FFM);
    }

    /** By either way to native code. */
    private static void most(
            List<Goal> goals, String what, double foreign, double jna, ToDoubleBiFunction<Measured, String> ratio) {
        goals.add(new Goal(what, FFM, foreign, true, m -> ratio.applyAsDouble(m, FFM)));
        goals.add(new Goal(what, JNA, jna, true, m -> ratio.applyAsDouble(m, JNA)));
    }

    private static void least(List<Goal> goals, String what, double least, ToDoubleFunction<Measured> ratio) {
        goals.add(new Goal(what, FFM, least, false, ratio));
    }

    String markdown() throws IOException {
        StringBuilder page = new StringBuilder("Java ")
                .append(Runtime.version().feature())
                .append(", Linux ")
                .append(System.getProperty("os.version"))
                .append(", ")
                .append(processor())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors.\n\n| ratio | by | goal | measured |\n|---|---|---|---|\n");
        for (Goal goal : goals()) {
            Optional<String> ratio = ratio(goal);
            if (ratio.isEmpty()) {
                continue;
            }
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s %s | %s |%n",
                    goal.what,
                    goal.by,
                    goal.most ? "at most" : "at least",
                    goal.goal,
                    ratio.get()));
        }
        page.append("\nMicroseconds of one operation, medians:\n\n").append(table(measured, "%.2f", 1000));
        if (!allocated.rows().isEmpty()) {
            page.append("\nBytes that one operation allocates, or that one entry takes in the heap"
                            + " (heapOfEntry), medians:\n\n")
                    .append(table(allocated, "%.0f", 1));
        }
        return page.toString();
    }

    private static String table(Measured numbers, String format, double unit) {
        StringBuilder table = new StringBuilder("| operation |");
        numbers.columns().forEach(column -> table.append(' ').append(column).append(" |"));
        table.append("\n|---|").append("---|".repeat(numbers.columns().size())).append('\n');
        for (String row : numbers.rows()) {
            table.append("| ").append(row).append(" |");
            for (String column : numbers.columns()) {
                table.append(
                        numbers.has(row, column)
                                ? String.format(Locale.ROOT, " " + format + " |", numbers.of(row, column) / unit)
                                : " |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** Empty where not all of it was measured. */
    private Optional<String> ratio(Goal goal) {
        try {
            return Optional.of(String.format(Locale.ROOT, "%.2f", goal.ratio.applyAsDouble(measured)));
        } catch (NoSuchElementException notMeasured) {
            return Optional.empty();
        }
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceAll(".*: ", ""))
                    .findFirst()
                    .orElse("an unnamed processor");
        }
    }
}
