package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;

/** Measures everything in one run, C first, and writes the report. Arguments: the C program, the folder for the report, and of which benchmarks alone, a regular expression. */
final class Main {
    private static final int COLD_STARTS = 15;

    /** The JIT compiler makes one JVM a tenth faster than another. */
    private static final int HANDSHAKE_ROUNDS = 3;

    /** It has much code to compile. */
    private static final int HANDSHAKE_WARMUPS = 12;

    private final Measuring measuring = new Measuring();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        String program = arguments[0];
        String only = arguments.length > 2 ? arguments[2] : "";
        Entries entries = new Entries();
        entries.store(Stores.folder());
        main.measureC(program, List.of());
        main.measureColdStarts();
        main.measuring.java("ffm", "(GetKey|Questions|Changes)\\..*" + only, List.of(Measuring.FOREIGN));
        for (int i = 0; i < HANDSHAKE_ROUNDS; i++) {
            main.measuring.javaAlike("ffm", "Handshakes\\..*" + only, List.of(Measuring.FOREIGN), HANDSHAKE_WARMUPS);
        }
        main.measuring.java("jna", "(GetKey|Questions|Changes)\\..*" + only, List.of());
        entries.storeMany();
        main.measureC(program, Sizes.ALL);
        main.measuring.java("ffm", "Sizes\\..*" + only, List.of(Measuring.FOREIGN));
        main.measuring.java("jna", "Sizes\\..*" + only, List.of());
        write(main.measuring.measured(), Path.of(arguments[1]));
    }

    private static void write(Measured measured, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("BENCHMARKS.md"), new Report(measured).markdown());
        Files.writeString(folder.resolve("benchmarks.svg"), new Chart(measured).svg());
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

    private static double coldStart(String type, String option) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Measuring.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Stores.folderOption(),
                FirstKey.class.getName(),
                type));
        return System.nanoTime() - start;
    }
}
