package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Jdk;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures everything in one run, in rounds, and writes the report. Arguments: the C program, the folder for the
 * report, and of which benchmarks alone, a regular expression.
 */
final class Main {
    private static final int COLD_STARTS = 15;

    /**
     * Each in new JVMs, since one differs from the next by up to a fifth, for what its JIT compiler makes of the same
     * code; and what else the machine does for some minutes should not meet one alone.
     */
    private static final int ROUNDS = 3;

    private static final String FEW_ENTRIES = "(GetKey|Questions|Changes|Growth|Signatures)\\..*";
    private static final String EVENTS = "Events\\..*";
    private static final String MANY_ENTRIES = "Sizes\\..*";

    private final Measuring measuring = new Measuring();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        String program = arguments[0];
        String only = arguments.length > 2 ? arguments[2] : "";
        Entries entries = new Entries();
        entries.store(Stores.folder());
        main.measureColdStarts();
        main.measureStartsOfTheCommand();
        for (int i = 0; i < ROUNDS; i++) {
            main.measureC(program, List.of());
            main.measuring.java("ffm", FEW_ENTRIES + only, List.of(Measuring.FOREIGN));
            main.measuring.java("jna", FEW_ENTRIES + only, List.of());
            main.measureEvents(only);
            if (Pattern.compile(only).matcher("handshake").find()) {
                main.measuring.program(Handshakes.class);
            }
        }
        if (Pattern.compile(only).matcher("handshakeByName").find()) {
            main.measuring.program(NamedHandshakes.class);
        }
        if (Pattern.compile(only).matcher("heapOfEntry").find()) {
            main.measuring.program(HeapOfEntries.class);
        }
        entries.storeMany();
        for (int i = 0; i < ROUNDS; i++) {
            main.measureC(program, Sizes.ALL);
            main.measuring.java("ffm", MANY_ENTRIES + only, List.of(Measuring.FOREIGN));
            main.measuring.java("jna", MANY_ENTRIES + only, List.of());
        }
        main.write(Path.of(arguments[1]));
    }

    /** In a JVM with the Flight Recorder and, to tell what it costs that events could be recorded, in one without. */
    private void measureEvents(String only) throws RunnerException {
        measuring.java("ffm", EVENTS + only, List.of(Measuring.FOREIGN));
        measuring.java(
                "noJfr",
                "Events\\.(?=getKeyUnrecorded).*" + only,
                List.of(Measuring.FOREIGN, "--limit-modules=java.se,jdk.management,jdk.unsupported"));
    }

    private void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("BENCHMARKS.md"), new Report(measuring.measured(), measuring.allocated()).markdown());
        Files.writeString(folder.resolve("benchmarks.svg"), new Chart(measuring.measured()).svg());
        Files.writeString(folder.resolve("growth.svg"), new GrowthChart(measuring.measured()).svg());
    }

    private void measureC(String program, List<Integer> sizes) throws IOException, InterruptedException {
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        List<String> command = new ArrayList<>(List.of(program));
        command.add(Integer.toString(keyctl.keyringId(Keyctl.SESSION_KEYRING, false)));
        for (int size : sizes) {
            command.add(Integer.toString(keyctl.search(
                    Keyctl.SESSION_KEYRING,
                    "keyring".getBytes(StandardCharsets.US_ASCII),
                    Integer.toString(size).getBytes(StandardCharsets.US_ASCII),
                    Keyctl.NO_KEY)));
        }
        measuring.c(command);
    }

    /** In turn, so that what else the machine does meets all of them. */
    private void measureColdStarts() throws IOException, InterruptedException {
        for (int i = 0; i < COLD_STARTS; i++) {
            measuring.measured().add("coldStart", "ffm", coldStart("LINUXKEYRING", Measuring.FOREIGN));
            measuring.measured().add("coldStart", "jna", coldStart("LINUXKEYRING", "--illegal-native-access=allow"));
            measuring.measured().add("coldStart", "PKCS12", coldStart("PKCS12", Measuring.FOREIGN));
        }
    }

    /** {@code linuxkeyring list} on each JDK: with the archive that the first start makes, and from the jar alone. */
    private void measureStartsOfTheCommand() throws IOException, InterruptedException {
        Path launcher = Path.of(System.getProperty("benchmarks.launcher"));
        for (Jdk jdk : Jdk.installed()) {
            List<String> archived = List.of(
                    "env", "JAVA_HOME=" + jdk.home(), "XDG_CACHE_HOME=" + Stores.folder(), launcher.toString(), "list");
            List<String> fromJar = new ArrayList<>(jdk.java());
            fromJar.addAll(List.of("-XX:+UseSerialGC", "-jar", allJar(launcher), "list"));
            Measuring.run(archived);
            for (int i = 0; i < COLD_STARTS; i++) {
                measuring.measured().add("list/archive", "jdk" + jdk.feature(), nanosOf(archived));
                measuring.measured().add("list/jar", "jdk" + jdk.feature(), nanosOf(fromJar));
            }
        }
    }

    private static String allJar(Path launcher) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(launcher.getParent(), "linuxkeyring-*-all.jar")) {
            return jars.iterator().next().toString();
        }
    }

    private static double coldStart(String type, String option) throws IOException, InterruptedException {
        return nanosOf(Measuring.command(List.of(option), FirstKey.class, List.of(type)));
    }

    private static double nanosOf(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Measuring.run(command);
        return System.nanoTime() - start;
    }
}
