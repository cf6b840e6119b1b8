package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures everything in one run, C first, and writes the report. Arguments: the C program, the folder for the report, and of which benchmarks alone, a regular expression. */
final class Main {
    private static final String FOREIGN = "--enable-native-access=ALL-UNNAMED";
    private static final int COLD_STARTS = 15;

    private final Measured measured = new Measured();
    private final String iteration = System.getProperty("benchmarks.iteration", "1s");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        String program = arguments[0];
        String only = arguments.length > 2 ? arguments[2] : "";
        Entries entries = new Entries();
        entries.store(Stores.folder());
        main.measureC(program, List.of());
        main.measureColdStarts();
        main.measureJava("ffm", "(GetKey|Questions|Changes|Handshakes)\\..*" + only, List.of(FOREIGN));
        main.measureJava("jna", "(GetKey|Questions|Changes)\\..*" + only, List.of());
        entries.storeMany();
        main.measureC(program, Sizes.ALL);
        main.measureJava("ffm", "Sizes\\..*" + only, List.of(FOREIGN));
        main.measureJava("jna", "Sizes\\..*" + only, List.of());
        Path report = Path.of(arguments[1]);
        Files.createDirectories(report);
        Files.writeString(report.resolve("BENCHMARKS.md"), new Report(main.measured).markdown());
        Files.writeString(report.resolve("benchmarks.svg"), new Chart(main.measured).svg());
    }

    private void measureC(String program, List<Integer> sizes) throws IOException, InterruptedException {
        Keyctl keyctl = Backend.KERNEL.open();
        List<String> command = new ArrayList<>(List.of(program));
        command.add(Integer.toString(keyctl.keyringId(Keyctl.SESSION_KEYRING, false)));
        for (int size : sizes) {
            command.add(Integer.toString(keyctl.search(
                    Keyctl.SESSION_KEYRING,
                    "keyring".getBytes(StandardCharsets.US_ASCII),
                    Integer.toString(size).getBytes(StandardCharsets.US_ASCII),
                    Keyctl.NO_KEY)));
        }
        for (String line : run(command).lines().toList()) {
            String[] columns = line.split(" ");
            measured.add(columns[0], "C", Double.parseDouble(columns[1]));
            System.out.println("C " + line);
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
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

    /** In turn, so that what else the machine does meets all of them. */
    private void measureColdStarts() throws IOException, InterruptedException {
        double[] foreign = new double[COLD_STARTS];
        double[] jna = new double[COLD_STARTS];
        double[] pkcs12 = new double[COLD_STARTS];
        for (int i = 0; i < COLD_STARTS; i++) {
            foreign[i] = coldStart("LINUXKEYRING", FOREIGN);
            jna[i] = coldStart("LINUXKEYRING", "--illegal-native-access=allow");
            pkcs12[i] = coldStart("PKCS12", FOREIGN);
        }
        measured.add("coldStart", "ffm", Measured.median(foreign));
        measured.add("coldStart", "jna", Measured.median(jna));
        measured.add("coldStart", "PKCS12", Measured.median(pkcs12));
    }

    private static double coldStart(String type, String option) throws IOException, InterruptedException {
        long start = System.nanoTime();
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Stores.folderOption(),
                FirstKey.class.getName(),
                type));
        return System.nanoTime() - start;
    }

    private void measureJava(String by, String benchmarks, List<String> jvmOptions) throws RunnerException {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add(Stores.folderOption());
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include("org\\.linuxkeyring\\.benchmarks\\." + benchmarks)
                .mode(org.openjdk.jmh.annotations.Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.fromString(iteration))
                .measurementIterations(7)
                .measurementTime(TimeValue.fromString(iteration))
                .verbosity(VerboseMode.NORMAL)
                .jvmArgs(options.toArray(String[]::new));
        if (by.equals("jna")) {
            // The others make no system calls of ours.
            builder.param("store", "LINUXKEYRING");
        }
        Collection<RunResult> results = new Runner(builder.build()).run();
        results.forEach(result -> add(by, result));
    }

    private void add(String by, RunResult result) {
        double[] iterations = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
        String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
        String store = result.getParams().getParam("store");
        String alias = result.getParams().getParam("alias");
        String entries = result.getParams().getParam("entries");
        String manager = result.getParams().getParam("keyManager");
        String row = method.equals("getKeyAmong")
                ? "getKey/among-" + entries
                : method + (alias != null ? "/" + alias : "") + (entries != null ? "/" + entries : "");
        String column = manager != null ? manager : store == null || store.equals("LINUXKEYRING") ? by : store;
        measured.add(row, column, Measured.median(iterations));
    }
}
