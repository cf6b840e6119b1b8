package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit files, as far as they can be tried where systemd does not run. */
class SystemdIT {
    private static final Path UNITS = Path.of("systemd");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final String KEYRING = "@u/" + Script.DEMO + "-shop";

    @TempDir
    Path scratch;

    @Test
    void systemdFindsNoFaultWithTheUnits() throws Exception {
        assumeTrue(
                run("systemd-analyze --version || exit 0; echo is here").contains("is here"),
                "systemd-analyze is not installed: apt-get install systemd");
        List<String> units = List.of(
                "shop.service",
                "shop-keys.service",
                "shop-held.service",
                "shop-sealed.service",
                "linuxkeyring-tpm.service",
                "linuxkeyring-seal@.service",
                "linuxkeyring-fleet.service");
        for (String unit : units) {
            Files.writeString(scratch.resolve(unit), adapted(unit));
        }

        assertEquals("", run("systemd-analyze verify --man=no " + scratch + "/*.service"));
    }

    @Test
    void whatRunsBeforeTheServiceFillsItsKeyringAndWhatRunsAfterItRemovesIt() throws Exception {
        Keyrings.assumeUsable();
        makeCredentials();

        assertEquals("imported 'server'\n", run(command("shop.service", "ExecStartPre=")));
        assertTrue(run(linuxkeyring("list " + KEYRING)).contains("CN=shop"));
        run(command("shop.service", "ExecStopPost=-"));

        Keyrings.assertMissing(KEYRING);
    }

    /** The same commands again, as after a restart that had no time to clean up. */
    @Test
    void aKeyringThatIsThereAlreadyIsFilledAnew() throws Exception {
        Keyrings.assumeUsable();
        makeCredentials();
        try {
            run(command("shop.service", "ExecStartPre="));

            assertEquals("imported 'server'\n", run(command("shop.service", "ExecStartPre=")));
        } finally {
            run(command("shop.service", "ExecStopPost=-"));
        }
    }

    @Test
    void theKeyIsHandedToTheKernelByAUnitOfItsOwn() throws Exception {
        Keyrings.assumeUsable();
        assumeTrue(Keyrings.holdPrivateKeys(), "this kernel holds no private keys");
        makeCredentials();
        try {
            run(command("shop-keys.service", "ExecStart="));

            assertTrue(run(linuxkeyring("list " + KEYRING)).contains("kernel-held"));
        } finally {
            run(command("shop-keys.service", "ExecStop="));
        }
    }

    private void makeCredentials() throws Exception {
        Files.writeString(scratch.resolve("server.password"), "changeit\n");
        run(JAVA.resolve("keytool") + " -genkeypair -alias server -keyalg RSA -keysize 2048 -dname CN=shop"
                + " -storetype PKCS12 -storepass changeit -keystore " + scratch.resolve("server.p12"));
    }

    /** The one command of a unit that begins so. Quotes it has none, so that a shell takes it as systemd does. */
    private static String command(String unit, String begin) throws IOException {
        return adapted(unit)
                .lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static String adapted(String unit) throws IOException {
        return Files.readString(UNITS.resolve(unit))
                .replace("/usr/bin/java", JAVA.resolve("java").toString())
                // Not every machine has these; tests/vm/reboot runs them.
                .replaceAll("=/usr/bin/tpm2_", "=/bin/echo ")
                .replace("/opt/shop/linuxkeyring-all.jar", dropInJar().toString())
                .replace("@u/shop", KEYRING);
    }

    private static String linuxkeyring(String arguments) throws IOException {
        return JAVA.resolve("java") + " -jar " + dropInJar() + " " + arguments;
    }

    private static Path dropInJar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "provider", "target"))) {
            return files.filter(file -> file.toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }

    /** Runs a line of shell with the credentials where systemd puts them, and gives back what it prints. */
    private String run(String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true);
        builder.environment().put("CREDENTIALS_DIRECTORY", scratch.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> line + ":\n" + output);
        return output;
    }
}
