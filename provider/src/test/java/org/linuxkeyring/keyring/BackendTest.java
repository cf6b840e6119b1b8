package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.memory.MemoryKeyctl;
import org.linuxkeyring.spec.Backend;

class BackendTest {
    private static final String MISSING = "KeyringException: The kernel's keys are out of reach, since JNA is missing.";

    @Test
    void everyoneSharesTheBackendsInstance() {
        assertSame(OpenBackend.of(Backend.MEMORY), OpenBackend.of(Backend.MEMORY));
        assertInstanceOf(MemoryKeyctl.class, OpenBackend.of(Backend.MEMORY));
    }

    @Test
    void onAnotherSystemAutoIsMemoryNeedsNoJnaAndSaysSoOnce() throws Exception {
        List<String> printed = openTwiceWithoutJna("-Dos.name=Windows 11", "AUTO");
        int opened = printed.size() - 2;
        assertEquals(List.of("MemoryKeyctl", "MemoryKeyctl"), printed.subList(opened, printed.size()));
        assertEquals(
                1,
                printed.stream()
                        .filter(line -> line.contains("Keystores are in the memory of this process"))
                        .count(),
                printed.toString());
    }

    @Test
    void onLinuxAutoNeverFallsBackAndFailsTheSameWayEachTime() throws Exception {
        assertEquals(List.of(MISSING, MISSING), openTwiceWithoutJna("-Dos.name=Linux", "AUTO"));
    }

    @Test
    void theKernelBackendFailsTheSameWayEachTime() throws Exception {
        assertEquals(List.of(MISSING, MISSING), openTwiceWithoutJna("-Dos.name=Linux", "KERNEL"));
    }

    private static List<String> openTwiceWithoutJna(String systemProperty, String backend)
            throws IOException, InterruptedException, URISyntaxException {
        String classPath = classes(OpenBackend.class) + ":" + classes(OpenTwice.class);
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        systemProperty,
                        OpenTwice.class.getName(),
                        backend)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>(java.inputReader().lines().toList());
        assertEquals(0, java.waitFor(), lines::toString);
        return lines;
    }

    private static String classes(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** Prints, for each of two attempts, what was opened or the exception with its message's first sentence. */
    static final class OpenTwice {
        private OpenTwice() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(
                            OpenBackend.of(Backend.valueOf(args[0])).getClass().getSimpleName());
                } catch (KeyringException e) {
                    System.out.println("KeyringException: " + e.getMessage().split("(?<=missing\\.)")[0]);
                }
            }
        }
    }
}
