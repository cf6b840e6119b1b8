package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.FreshSession;
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

    private Process start(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(Jdk.installed().get(0).java());
        line.addAll(List.of("-jar", Jars.all().toAbsolutePath().toString()));
        line.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private String run(String... arguments) throws Exception {
        Process process = start(arguments);
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertFalse(said.contains("Usage:"), said);
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"@alias", "${sys:user.home}", "%s", "'quoted'", "\"quoted\"", "a b", "@@alias"})
    void everyCommandTakesItsArgumentsAsTheyAre(String alias) throws Exception {
        assertTrue(run("import", "@ca.der", "--keyring", "@s/shop", "--alias", alias)
                .contains("imported '" + alias + "'"));
        assertTrue(run("list", "@s/shop").contains(alias));
        assertTrue(run("list", "@s/shop", "--json").contains("0x3f010000"));
        assertTrue(run("show", "@s/shop").contains(alias));
        run("export", "@exported", "--keyring", "@s/shop", "--alias", alias);
        assertTrue(Files.exists(folder.resolve("@exported")));
        run("timeout", "@s/shop", alias, "90d");
        run("remove", "@s/shop", "--alias", alias);
        run("remove", "@s/shop");
        run("doctor");
    }
}
