package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.NoexecFolder;
import org.linuxkeyring.testing.Outcome;

/** JNA unpacks its native library into a temporary folder and has to run it from there. */
class NativeLibraryIT {
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
}
