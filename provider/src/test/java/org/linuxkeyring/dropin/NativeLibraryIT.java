package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.NoexecFolder;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/** JNA unpacks its native library into a temporary folder and has to run it from there. */
class NativeLibraryIT {
    private static final int NO_ONE = 54_321;

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void temporaryFolderThatForbidsExecutionIsAnIOExceptionWithTheRemedyEachTime(Jdk jdk, @TempDir Path folder) {
        assumeTrue(NoexecFolder.on(folder, List.of("true")).run().status() == 0, "no tmpfs can be mounted here");
        List<String> command = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options("-Djava.io.tmpdir=" + folder, "-Duser.home=" + folder)
                .commandLine(LoadTwice.class);

        Outcome outcome = NoexecFolder.on(folder, command)
                .environment("XDG_CACHE_HOME", folder.toString())
                .run()
                .succeeded();

        List<String> lines = outcome.out().lines().toList();
        assertEquals(2, lines.size(), outcome::toString);
        assertTrue(lines.get(0).contains("jna.tmpdir"), outcome::toString);
        assertEquals(lines.get(0), lines.get(1));
    }

    /**
     * Its user.home is "?", so JNA itself would take the working directory's folder of that name, which anyone may have
     * made.
     */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void userWithoutAnEntryInPasswdUnpacksNothingIntoTheWorkingDirectory(Jdk jdk) throws IOException {
        String become = "setpriv --reuid " + NO_ONE + " --regid " + NO_ONE + " --clear-groups";
        assumeTrue(Child.of("sh", "-c", become + " true").run().status() == 0, "takes root and setpriv");
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "unpack");
        try {
            Path decoy = Files.createDirectories(folder.resolve("?/.cache/JNA/temp"));
            Path temporary = Files.createDirectory(folder.resolve("tmp"));
            Files.copy(Jars.all(), folder.resolve("all.jar"));
            String script = "chmod -R a+rwX . && chmod 1777 tmp && exec " + become + " " + jdk.tool("java")
                    + " -XX:-UsePerfData -Djava.io.tmpdir=" + temporary
                    + " -cp all.jar org.linuxkeyring.command.Main doctor";

            Outcome outcome = Child.of("sh", "-c", "cd " + folder + " && keyctl session - sh -c '" + script + "'")
                    .environment("XDG_CACHE_HOME", "")
                    .run();

            assertTrue(outcome.out().contains("system calls go through JNA, since "), outcome::toString);
            assertTrue(outcome.out().contains("keyctl reach it"), outcome::toString);
            assertEquals(List.of(), entries(temporary));
            assertEquals(List.of(), entries(decoy));
        } finally {
            Child.of("rm", "-rf", folder.toString()).run().succeeded();
        }
    }

    /** What its application has chosen stays its choice. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void folderThatTheApplicationNamesIsTaken(Jdk jdk, @TempDir Path folder) {
        Outcome outcome = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options("-Djna.tmpdir=" + folder.resolve("chosen"), "-Djava.io.tmpdir=" + folder.resolve("missing"))
                .run(LoadTwice.class)
                .succeeded();

        assertEquals("loaded\nloaded\n", outcome.out());
        assertTrue(Files.isDirectory(folder.resolve("chosen")));
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
