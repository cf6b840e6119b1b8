package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has C programs and JMH measure, and gathers what they tell. */
final class Measuring {
    /** Lets the JVM make the system calls by the foreign function API. */
    static final String FOREIGN = "--enable-native-access=ALL-UNNAMED";

    private static final int WARMUPS = 4;

    /** JMH's name for the bytes that one operation allocates. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Measured measured = new Measured();
    private final Measured allocated = new Measured();
    private final String iteration = System.getProperty("benchmarks.iteration", "1s");

    /** Nanoseconds of an operation. */
    Measured measured() {
        return measured;
    }

    /** Bytes that the Java thread allocates for an operation, or that one entry takes in the heap. */
    Measured allocated() {
        return allocated;
    }

    /** A C program, which prints a line for each row: its name and nanoseconds. */
    void c(List<String> command) throws IOException, InterruptedException {
        for (String line : run(command).lines().toList()) {
            String[] columns = line.split(" ");
            measured.add(columns[0], "C", Double.parseDouble(columns[1]));
            System.out.println("C " + line);
        }
    }

    /**
     * A program of this package, which prints a line for each measurement: its row, who made it, and nanoseconds or, of
     * the heap, bytes.
     */
    void program(Class<?> program) throws IOException, InterruptedException {
        for (String line : run(command(jvmOptions(List.of(FOREIGN)), program, List.of()))
                .lines()
                .toList()) {
            String[] columns = line.split(" ");
            Measured rows = columns[0].startsWith(HeapOfEntries.ROW) ? allocated : measured;
            rows.add(columns[0], columns[1], Double.parseDouble(columns[2]));
        }
    }

    /** What starts a program of this package in a JVM of its own. */
    static List<String> command(List<String> jvmOptions, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(Stores.folderOption(), "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return command;
    }

    /** What a program prints. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed");
            }
            return text;
        }
    }

    /** Of a JVM that is measured for longer than it takes to start. */
    private static List<String> jvmOptions(List<String> special) {
        List<String> options = new ArrayList<>(special);
        // What allocates much would else be measured by how fast the kernel clears fresh memory.
        options.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"));
        Optional.ofNullable(System.getProperty("benchmarks.recordings"))
                .map(Measuring::recording)
                .ifPresent(options::add);
        return options;
    }

    /** By JFR's sampler of CPU time (JEP 509), which sees native calls too. */
    private static String recording(String folder) {
        return "-XX:StartFlightRecording=filename=" + folder
                + "/%p.jfr,jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=1ms";
    }

    /** Benchmarks of this package whose names fit a regular expression. */
    void java(String by, String benchmarks, List<String> jvmOptions) throws RunnerException {
        java(by, benchmarks, jvmOptions, WARMUPS);
    }

    /** The same, after so many iterations that do not count. */
    void java(String by, String benchmarks, List<String> jvmOptions, int warmups) throws RunnerException {
        List<String> options = jvmOptions(jvmOptions);
        options.add(Stores.folderOption());
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include("org\\.linuxkeyring\\.benchmarks\\." + benchmarks)
                .mode(org.openjdk.jmh.annotations.Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(warmups)
                .warmupTime(TimeValue.fromString(iteration))
                .measurementIterations(5)
                .measurementTime(TimeValue.fromString(iteration))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.NORMAL)
                .jvmArgs(options.toArray(String[]::new));
        if (by.equals("jna")) {
            // The others make no system calls of ours.
            builder.param("store", "LINUXKEYRING");
        }
        for (RunResult result : run(builder.build())) {
            add(by, result);
        }
    }

    private static Collection<RunResult> run(Options options) throws RunnerException {
        try {
            return new Runner(options).run();
        } catch (NoBenchmarksException e) {
            // Others were asked for.
            return List.of();
        }
    }

    private void add(String by, RunResult result) {
        String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
        String store = result.getParams().getParam("store");
        String alias = result.getParams().getParam("alias");
        String entries = result.getParams().getParam("entries");
        String row = method.equals("getKeyAmong")
                ? "getKey/among-" + entries
                : method + (alias != null ? "/" + alias : "") + (entries != null ? "/" + entries : "");
        String column = column(method, store == null || store.equals("LINUXKEYRING") ? by : store);
        if (column.equals("JKS") && row.equals("getKey/aes256")) {
            // It holds no secret keys.
            return;
        }
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .forEach(iteration -> add(row, column, iteration));
    }

    private void add(String row, String column, IterationResult iteration) {
        measured.add(row, column, iteration.getPrimaryResult().getScore());
        allocated.add(
                row, column, iteration.getSecondaryResults().get(ALLOCATED).getScore());
    }

    /** The decoding has no system call. */
    private static String column(String method, String by) {
        return method.equals("decodeOnly") ? Measured.JAVA : by;
    }
}
