package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line of OpenSSL, whose output the tests read. */
final class OpenSsl {
    private static final boolean IS_INSTALLED = isInstalled();

    private OpenSsl() {}

    static void assumeInstalled() {
        assumeTrue(IS_INSTALLED, "openssl is not installed");
    }

    /** Returns the output of the command for this input. */
    static byte[] run(byte[] input, String... arguments) {
        return run(0, input, arguments);
    }

    /** Returns the output of the command, which must end with this exit status. */
    static String text(int status, String... arguments) {
        return new String(run(status, new byte[0], arguments), StandardCharsets.UTF_8);
    }

    private static byte[] run(int status, byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            }
            byte[] output = process.getInputStream().readAllBytes();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> command + " does not end");
            assertEquals(status, process.exitValue(), command::toString);
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command.toString(), e);
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
