package org.linuxkeyring.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Programs;

/** Other users of this machine, as whom root runs processes. */
public final class OtherUsers {
    private OtherUsers() {}

    /** Skips the test where no process of that user can be run. */
    public static void assumeRunnable(String user) {
        assumeTrue(
                Child.of("id", "-u").run().out().equals("0\n")
                        && Programs.work(List.of("keyctl", "session", "-", "true"))
                        && Programs.work(List.of("setpriv", "--reuid", user, "--clear-groups", "true")),
                "takes root, setpriv and keyctl");
    }

    /** A command of a user, in a session of its own that links the user's keyring. */
    public static List<String> command(String user, String line) {
        return List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "keyctl",
                "session",
                "-",
                "sh",
                "-c",
                "keyctl link @u @s; " + line);
    }

    /** Returns the fleet's program in a folder that every user can read from then on. */
    public static Path programIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path program = files.filter(file -> file.getFileName().toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElseThrow();
            return Files.copy(program, folder.resolve("program.jar"));
        }
    }
}
