package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/**
 * A keystore at the end of an ordinary user's quota. The test runs as the user itself, or by root as a user who has no
 * other process.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class QuotaIT {
    private static final String UNUSED_UID = "45678";

    private Path folder;

    /** JUnit's temporary folders can be entered by their owner alone. */
    @BeforeEach
    void copyProgramWhereAnyUserCanReadIt() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "quota");
        Files.copy(Jars.all(), folder.resolve("all.jar"));
        String program = UseUpQuota.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve(program);
        Files.createDirectories(copy.getParent());
        Files.copy(Jars.of(UseUpQuota.class).resolve(program), copy);
        try (Stream<Path> copied = Files.walk(folder)) {
            for (Path path : copied.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        int everyonesAsTmpIs = 01777;
        Files.setAttribute(Files.createDirectory(folder.resolve("tmp")), "unix:mode", everyonesAsTmpIs);
    }

    @AfterEach
    void deleteCopies() throws IOException {
        try (Stream<Path> copied = Files.walk(folder)) {
            for (Path path : copied.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void aFullQuotaIsToldInNumbersAndHarmsNoEntryAndRoomMadeByDeletingCanBeUsedAtOnce() {
        Outcome outcome = Child.of(command()).run().succeeded();

        List<String> said = outcome.out().lines().toList();
        String refusal = said.get(0);
        assertTrue(
                refusal.matches("Entry alias 'entry\\d+' could not be stored: add_key of .* failed: EDQUOT .*"
                        + "user \\d+ has \\d+ of \\d+ keys and \\d+ of \\d+ bytes.*"
                        + "kernel\\.keys\\.maxkeys and kernel\\.keys\\.maxbytes\\. .*big_key.*"),
                outcome::toString);
        assertTrue(said.contains("old entries intact"), outcome::toString);
        assertTrue(said.contains("replaced 200 times"), outcome::toString);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            assumeTrue(
                    Child.of("setpriv", "--reuid", UNUSED_UID, "--clear-groups", "true")
                                    .run()
                                    .status()
                            == 0,
                    "root without the right to become another user");
            command.addAll(List.of("setpriv", "--reuid", UNUSED_UID, "--regid", UNUSED_UID, "--clear-groups"));
        }
        String temporary = folder.resolve("tmp").toString();
        command.addAll(ChildJvm.of(Jdk.installed().get(0))
                .options("-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary, "-Duser.home=" + temporary)
                .classPath(List.of(folder.resolve("all.jar")))
                .tests(folder)
                .commandLine(UseUpQuota.class));
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
