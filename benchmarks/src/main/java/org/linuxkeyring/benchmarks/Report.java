package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.ToDoubleFunction;

/** What was measured, as a page: first the ratios that are promised, then everything. */
final class Report {
    private final Measured measured;

    Report(Measured measured) {
        this.measured = measured;
    }

    /** @param most whether the goal is the most that the ratio may be, and not the least */
    private record Goal(String what, String by, double goal, boolean most, ToDoubleFunction<Measured> ratio) {}

    private static List<Goal> goals() {
        return List.of(
                goal(
                        "getKey AES-256 to C's request_key and read",
                        "ffm",
                        1.3,
                        m -> m.of("getKey/aes256", "ffm") / m.of("getKey/aes256", "C")),
                goal(
                        "getKey AES-256 to C's request_key and read",
                        "jna",
                        1.8,
                        m -> m.of("getKey/aes256", "jna") / m.of("getKey/aes256", "C")),
                goal(
                        "getKey RSA-2048 to C's two calls and KeyFactory",
                        "ffm",
                        1.25,
                        m -> m.of("getKey/rsa2048", "ffm") / decoded(m, "ffm")),
                goal(
                        "getKey RSA-2048 to C's two calls and KeyFactory",
                        "jna",
                        1.5,
                        m -> m.of("getKey/rsa2048", "jna") / decoded(m, "jna")),
                goal(
                        "aliases() of 1,000 to C's list and describe",
                        "ffm",
                        1.3,
                        m -> m.of("aliases/1000", "ffm") / m.of("aliases/1000", "C")),
                goal(
                        "aliases() of 1,000 to C's list and describe",
                        "jna",
                        1.8,
                        m -> m.of("aliases/1000", "jna") / m.of("aliases/1000", "C")),
                goal(
                        "setKeyEntry AES-256 to C's add_key",
                        "ffm",
                        1.5,
                        m -> m.of("setKeyEntry", "ffm") / m.of("setKeyEntry", "C")),
                goal(
                        "setKeyEntry AES-256 to C's add_key",
                        "jna",
                        2,
                        m -> m.of("setKeyEntry", "jna") / m.of("setKeyEntry", "C")),
                goal(
                        "getKey among 100,000 entries to among 10",
                        "ffm",
                        1.3,
                        m -> m.of("getKey/among-100000", "ffm") / m.of("getKey/among-10", "ffm")),
                least(
                        "two threads' throughput to one's",
                        "ffm",
                        1.7,
                        m -> 2 * m.of("oneThread", "ffm") / m.of("twoThreads", "ffm")),
                least(
                        "getKey RSA-2048: times faster than PKCS12",
                        "ffm",
                        300,
                        m -> m.of("getKey/rsa2048", "PKCS12") / m.of("getKey/rsa2048", "ffm")),
                least(
                        "getKey RSA-2048: times faster than SunPKCS11 on SoftHSM",
                        "ffm",
                        20,
                        m -> m.of("getKey/rsa2048", "PKCS11") / m.of("getKey/rsa2048", "ffm")),
                least(
                        "handshakes a second, LINUXKEYRING's key manager to SunX509",
                        "ffm",
                        0.97,
                        m -> m.of("handshake", "SunX509") / m.of("handshake", "LINUXKEYRING")),
                goal(
                        "cold start to the same program on PKCS12",
                        "ffm",
                        1.0,
                        m -> m.of("coldStart", "ffm") / m.of("coldStart", "PKCS12")),
                goal(
                        "cold start to the same program on PKCS12",
                        "jna",
                        1.3,
                        m -> m.of("coldStart", "jna") / m.of("coldStart", "PKCS12")));
    }

    private static double decoded(Measured m, String by) {
        return m.of("getKey/rsa2048", "C") + m.of("decodeOnly", by);
    }

    private static Goal goal(String what, String by, double most, ToDoubleFunction<Measured> ratio) {
        return new Goal(what, by, most, true, ratio);
    }

    private static Goal least(String what, String by, double least, ToDoubleFunction<Measured> ratio) {
        return new Goal(what, by, least, false, ratio);
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
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s %s | %s |%n",
                    goal.what,
                    goal.by,
                    goal.most ? "at most" : "at least",
                    goal.goal,
                    ratio(goal)));
        }
        page.append("\nMicroseconds of one operation, medians:\n\n| operation |");
        measured.columns().forEach(column -> page.append(' ').append(column).append(" |"));
        page.append("\n|---|").append("---|".repeat(measured.columns().size())).append('\n');
        for (String row : measured.rows()) {
            page.append("| ").append(row).append(" |");
            for (String column : measured.columns()) {
                page.append(
                        measured.has(row, column)
                                ? String.format(Locale.ROOT, " %.2f |", measured.of(row, column) / 1000)
                                : " |");
            }
            page.append('\n');
        }
        return page.toString();
    }

    private String ratio(Goal goal) {
        try {
            return String.format(Locale.ROOT, "%.2f", goal.ratio.applyAsDouble(measured));
        } catch (NoSuchElementException notMeasured) {
            return "";
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
