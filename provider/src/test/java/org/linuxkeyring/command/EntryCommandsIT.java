package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The drop-in jar's commands on the kernel's keyrings, run as a person runs them. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class EntryCommandsIT {
    private static final String PASSWORD = "correct horse";
    private static final Jdk JDK = Jdk.installed().get(0);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void anEntryIsImportedListedTimedExportedAndRemoved(Jdk jdk) throws Exception {
        String file = pkcs12().toString();

        assertDone("imported 'web'\n", run(jdk, "import", file, "--keyring", "@s/shop", "--password-env", "PASSWORD"));
        assertDone("", run(jdk, "timeout", "@s/shop", "web", "90d"));
        Outcome listed = run(jdk, "list", "@s/shop");
        assertTrue(
                listed.out()
                        .lines()
                        .anyMatch(line -> line.matches(" \\\\_ web +key +RSA 2048 +0 days +in [0-9]+ days .* CN=.*")),
                listed::toString);
        Outcome exported = run(jdk, "export", "--keyring", "@s/shop", "--alias", "web");
        assertEquals(0, exported.status(), exported::toString);
        assertTrue(exported.out().startsWith("-----BEGIN CERTIFICATE-----\n"), exported::toString);
        assertFalse(exported.out().contains("PRIVATE"), exported::toString);
        assertDone("", run(jdk, "remove", "@s/shop", "--alias", "web"));
        assertDone("[]\n", run(jdk, "list", "@s/shop", "--json"));
    }

    @Test
    void withoutAKeyringTheProcessesOwnAreTheRoots() throws Exception {
        run(JDK, "import", pkcs12().toString(), "--keyring", "@s/shop", "--password-env", "PASSWORD");

        Outcome listed = run(JDK, "list");

        assertEquals(0, listed.status(), listed::toString);
        List<String> lines = listed.out().lines().toList();
        assertTrue(lines.get(1).matches("_ses +keyring .*"), listed::toString);
        int shop = indexOf(lines, " \\\\_ shop +keyring .*");
        assertEquals(shop + 1, indexOf(lines, "     \\\\_ web +key +RSA 2048 .*"), listed::toString);
    }

    private static int indexOf(List<String> lines, String pattern) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).matches(pattern))
                .findFirst()
                .orElse(-1);
    }

    /** The kernel shows the remaining time in whole hours. */
    @Test
    void aKeyThatTheKernelHoldsIsListedTimedAndNotExported() throws Exception {
        assumeTrue(new KeyTypeProbe(OpenBackend.of(Backend.KERNEL)).parsesPkcs8(), "the kernel parses no PKCS#8");
        String file = pkcs12().toString();

        assertDone(
                "imported 'web'\n",
                run(JDK, "import", file, "--keyring", "@s/shop", "--password-env", "PASSWORD", "--kernel-held"));
        assertDone("", run(JDK, "timeout", "@s/shop", "web", "8h"));
        Outcome listed = run(JDK, "list", "@s/shop");
        assertTrue(
                listed.out()
                        .lines()
                        .anyMatch(line -> line.matches(" \\\\_ web +kernel-held +RSA 2048 +0 days +in [678] h .*")),
                listed::toString);
        Outcome refused = run(JDK, "export", "--keyring", "@s/shop", "--alias", "web", "--private-key");
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.err().contains("gives it to no process"), refused::toString);
        assertEquals("", refused.out());
    }

    @Test
    void outputThatIsNoTerminalHasNoColoursAndAsksNoPassword() throws Exception {
        Outcome help = run(JDK, "--help");
        assertEquals(0, help.status(), help::toString);
        assertFalse(help.out().contains("\u001b"), help::toString);

        Outcome refused = run(JDK, "import", pkcs12().toString(), "--keyring", "@s/shop");
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.err().contains("there is no terminal to ask for it"), refused::toString);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aSecretIsSetListedAndReadThroughAFile(Jdk jdk) throws Exception {
        Path value = Files.write(folder.resolve("value"), new byte[] {'p', 0, '\n', (byte) 0xff});

        assertDone("", run(jdk, "secret", "set", "db", "--keyring", "@s/shop", "--file", value.toString()));
        Outcome listed = run(jdk, "secret", "list", "@s/shop");
        assertTrue(listed.out().lines().anyMatch(line -> line.matches(" \\\\_ db +secret +RAW .*")), listed::toString);
        Path copy = folder.resolve("copy");
        String get = String.join(" ", command(jdk, "secret", "get", "db", "--keyring", "@s/shop"));
        Outcome piped = Child.of(List.of("sh", "-c", get + " > " + copy)).run();
        assertEquals(0, piped.status(), piped::toString);
        assertArrayEquals(Files.readAllBytes(value), Files.readAllBytes(copy));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aTerminalIsShownNoSecretUnlessThatIsAskedFor(Jdk jdk) throws Exception {
        assumeTrue(inTerminal("true").status() == 0, "no pseudo-terminal can be opened here");
        Path value = Files.writeString(folder.resolve("value"), "tr0ub4dor");
        run(jdk, "secret", "set", "db", "--keyring", "@s/shop", "--file", value.toString());
        String get = String.join(" ", command(jdk, "secret", "get", "db", "--keyring", "@s/shop"));

        Outcome refused = inTerminal(get);
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.out().contains("Standard output is a terminal"), refused::toString);
        assertFalse(refused.out().contains("tr0ub4dor"), refused::toString);
        Outcome shown = inTerminal(get + " --show");
        assertEquals("tr0ub4dor", shown.out().strip(), shown::toString);
    }

    private static Outcome inTerminal(String command) {
        return Child.of(List.of("script", "-qec", command, "/dev/null")).run();
    }

    private Path pkcs12() throws Exception {
        KeyStore source = KeyStore.getInstance("PKCS12");
        source.load(null, null);
        Certificate[] chain = TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 2);
        source.setKeyEntry("web", TestKeys.pair("RSA").getPrivate(), PASSWORD.toCharArray(), chain);
        Path file = folder.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            source.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static Outcome run(Jdk jdk, String... arguments) {
        return Child.of(command(jdk, arguments))
                .environment("PASSWORD", PASSWORD)
                .run();
    }

    private static List<String> command(Jdk jdk, String... arguments) {
        List<String> command = new ArrayList<>(jdk.java());
        command.addAll(List.of("-jar", Jars.all().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void assertDone(String out, Outcome outcome) {
        assertEquals(0, outcome.status(), outcome::toString);
        assertEquals(out, outcome.out(), outcome::toString);
        assertEquals("", outcome.err(), outcome::toString);
    }
}
