package org.linuxkeyring.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** What docs/INSTALL.md says of the jars on a module path. */
class ModulePathIT {
    private static final Jdk JDK = Jdk.installed().get(0);

    private static List<Path> plainWithWhatItDependsOn() {
        return Stream.concat(Stream.of(Jars.plain(), Jars.jna()), Jars.bouncyCastle().stream())
                .toList();
    }

    private static Outcome java(List<Path> modulePath, String... options) {
        String path = modulePath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return Child.of(Stream.concat(Stream.of(JDK.tool("java").toString(), "--module-path", path), Stream.of(options))
                        .toList())
                .run();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJarIsAModuleThatNamesItsExports(boolean isDropIn) {
        List<Path> jars = isDropIn ? List.of(Jars.all()) : plainWithWhatItDependsOn();
        String described =
                java(jars, "--describe-module", "org.linuxkeyring").succeeded().out();
        String itself = described.lines().findFirst().orElseThrow();
        assertTrue(itself.startsWith("org.linuxkeyring@") && !itself.endsWith(" automatic"), itself);
        assertEquals(
                List.of(
                        "org.linuxkeyring",
                        "org.linuxkeyring.error",
                        "org.linuxkeyring.secret",
                        "org.linuxkeyring.spec"),
                described
                        .lines()
                        .filter(line -> line.startsWith("exports "))
                        .map(line -> line.split(" ")[1])
                        .sorted()
                        .toList());
    }

    @Test
    void ofAllThatTheDropInBringsOnlyJnaKeepsItsPackages() {
        String described = java(List.of(Jars.all()), "--describe-module", "org.linuxkeyring")
                .succeeded()
                .out();
        assertEquals(
                List.of("com.sun.jna"),
                List.copyOf(new TreeSet<>(described
                        .lines()
                        .filter(line -> line.matches("(contains|exports|qualified exports|opens) .*"))
                        .map(line -> line.replaceFirst("^(contains|exports|qualified exports|opens) (\\S+).*", "$2"))
                        .filter(name -> !name.startsWith("org.linuxkeyring"))
                        .map(name -> name.replaceFirst("^(com\\.sun\\.jna)\\..*", "$1"))
                        .toList())));
    }

    @Test
    void theDropInAndJnaCannotBeModulesOfOneApplication() {
        Outcome both =
                java(List.of(Jars.all(), Jars.jna()), "--add-modules", "org.linuxkeyring,com.sun.jna", "--version");
        assertNotEquals(0, both.status(), both::toString);
        String told = both.out() + both.err();
        assertTrue(told.contains("com.sun.jna") && told.contains("org.linuxkeyring"), told);
        java(plainWithWhatItDependsOn(), "--add-modules", "org.linuxkeyring,com.sun.jna", "--version")
                .succeeded();
    }
}
