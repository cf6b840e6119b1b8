package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;

/** Arguments have their documented meaning, whatever files are in the working directory. */
@Tag("kernel")
@Tag("slow")
@ExtendWith(FreshSession.class)
class DecoyFilesIT {
    private static final String DECOY = "--permissions 0x3f3f3f3f --help\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void layDecoys() throws Exception {
        Files.createDirectories(folder.resolve("s"));
        for (String name : List.of("s/shop", "u", "t", "p", "us", "@s", "web", "alias")) {
            Files.writeString(folder.resolve(name), DECOY);
        }
        Files.write(folder.resolve("@ca.der"), TestCertificates.root().getEncoded());
        Files.writeString(folder.resolve("ca.der"), DECOY);
    }

    /** Runs a command by the launcher {@code java}, which expands arguments of its own. */
    private String launch(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(Jdk.installed().get(0).java());
        line.addAll(List.of("-jar", Jars.all().toAbsolutePath().toString()));
        line.addAll(Arrays.asList(arguments));
        return said(line, "");
    }

    /** Runs several commands in one JVM, and returns what each of them prints. */
    private String[] run(String[]... commands) throws Exception {
        List<String> line = ChildJvm.of(Jdk.installed().get(0))
                .classPath(List.of(Jars.all().toAbsolutePath()))
                .commandLine(CommandLines.class);
        String all = Stream.of(commands)
                .map(words -> String.join("\t", words) + "\n")
                .collect(Collectors.joining());
        String[] said = said(line, all).split("\f");
        assertEquals(commands.length, said.length, () -> Arrays.toString(said));
        return said;
    }

    private String said(List<String> line, String input) throws Exception {
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertFalse(said.contains("Usage:"), said);
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"@alias", "${sys:user.home}", "%s", "'quoted'", "\"quoted\"", "a b", "@@alias"})
    void everyCommandTakesItsArgumentsAsTheyAre(String alias) throws Exception {
        assertTrue(launch("import", "@ca.der", "--keyring", "@s/shop", "--alias", alias)
                .contains("imported '" + alias + "'"));
        String[] said = run(
                new String[] {"list", "@s/shop"},
                new String[] {"list", "@s/shop", "--json"},
                new String[] {"show", "@s/shop"},
                new String[] {"export", "@exported", "--keyring", "@s/shop", "--alias", alias},
                new String[] {"timeout", "@s/shop", alias, "90d"},
                new String[] {"remove", "@s/shop", "--alias", alias},
                new String[] {"remove", "@s/shop"},
                new String[] {"doctor"});
        assertTrue(said[0].contains(alias), said[0]);
        assertTrue(said[1].contains("0x3f010000"), said[1]);
        assertTrue(said[2].contains(alias), said[2]);
        assertTrue(Files.exists(folder.resolve("@exported")));
    }
}
