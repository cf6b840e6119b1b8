package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jdk;

/** Where the JVM's own way to native code is open, JNA is left alone. */
@ExtendWith(FreshSession.class)
class ForeignFunctionsIT {
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdkThatRestrictsNativeAccess")
    void nothingOfJnaIsLoadedOrUnpacked(Jdk jdk, Installation installation, @TempDir Path folder) throws IOException {
        Path log = folder.resolve("classes");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        ChildJvm jvm = installation
                .on(jdk)
                .options(
                        "--enable-native-access=" + installation.foreignAccess(),
                        "--illegal-native-access=deny",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Duser.home=" + temporary,
                        "-Xlog:class+load:file=" + log);

        assertEquals("loaded\nloaded\n", jvm.run(LoadTwice.class).succeeded().out());

        List<String> loaded = Files.readAllLines(log);
        assertTrue(loaded.stream().anyMatch(line -> line.contains("org.linuxkeyring.kernel.linux.ForeignSystemCalls")));
        assertEquals(
                List.of(),
                loaded.stream().filter(line -> line.contains("com.sun.jna")).toList());
        try (Stream<Path> files = Files.list(temporary)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
