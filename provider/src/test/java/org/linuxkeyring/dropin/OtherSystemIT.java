package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** Where there is no Linux, entries are kept in memory and JNA is not touched. */
class OtherSystemIT {
    private static final String OTHER_SYSTEM = "-Dos.name=Mac OS X";

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void noClassOfJnaIsLoaded(Jdk jdk, Installation installation, @TempDir Path folder) throws IOException {
        Path log = folder.resolve("classes");

        assertStoresAndFetches(installation.on(jdk).options(OTHER_SYSTEM, "-Xlog:class+load:file=" + log));

        List<String> loaded = Files.readAllLines(log);
        assertTrue(loaded.stream().anyMatch(line -> line.contains("org.linuxkeyring.LinuxKeyringProvider")));
        assertTrue(loaded.stream().noneMatch(line -> line.contains("com.sun.jna")));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void jnaNeedNotBeThere(Jdk jdk) {
        assertStoresAndFetches(withoutJna(jdk).options(OTHER_SYSTEM));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void jnaNeedNotBeThereOnLinuxIfMemoryIsAskedFor(Jdk jdk) {
        assertStoresAndFetches(withoutJna(jdk).options("-Dlinuxkeyring.backend=memory"));
    }

    private static ChildJvm withoutJna(Jdk jdk) {
        List<Path> jars = new ArrayList<>(Jars.bouncyCastle());
        jars.add(Jars.plain());
        return ChildJvm.of(jdk).classPath(jars);
    }

    private static void assertStoresAndFetches(ChildJvm jvm) {
        assertEquals(
                StoreAndFetch.SUCCESS,
                jvm.run(StoreAndFetch.class, Registration.FOUND_AS_A_SERVICE.name())
                        .succeeded()
                        .out());
    }
}
