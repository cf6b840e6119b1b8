package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line of OpenSSL, which writes what the tests read. */
final class OpenSsl {
    private static final boolean IS_INSTALLED = isInstalled();

    private OpenSsl() {}

    static void assumeInstalled() {
        assumeTrue(IS_INSTALLED, "openssl is not installed");
    }

    /** What the command prints, given this as its input. */
    static byte[] run(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("openssl", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .start();
                try (OutputStream stdin = process.getOutputStream()) {
                    stdin.write(input);
                }
                byte[] output = process.getInputStream().readAllBytes();
                assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> command + " does not end");
                assertEquals(0, process.exitValue(), () -> command + ": " + read(errors));
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command.toString(), e);
        }
    }

    static String text(byte[] input, String... arguments) {
        return new String(run(input, arguments), StandardCharsets.UTF_8);
    }

    static String text(String input, String... arguments) {
        return text(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
