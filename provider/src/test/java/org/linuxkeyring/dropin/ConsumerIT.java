package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** An application in a module of its own, compiled against the packaged jars and run with them. */
class ConsumerIT {
    private static final Path SOURCES = Path.of("src/test/resources/consumer");

    private static final Jdk JDK = Jdk.installed().get(0);

    private static List<Path> jars(boolean isDropIn) {
        return isDropIn
                ? List.of(Jars.all())
                : Stream.concat(Stream.of(Jars.plain(), Jars.jna()), Jars.bouncyCastle().stream())
                        .toList();
    }

    private static String path(List<Path> jars, Path... more) {
        return Stream.concat(jars.stream(), Stream.of(more))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Outcome compile(List<Path> jars, Path classes, Path... sources) {
        List<String> command = new ArrayList<>(List.of(
                JDK.tool("javac").toString(), "-Xlint:all", "-Werror", "-p", path(jars), "-d", classes.toString()));
        Stream.of(sources).map(Path::toString).forEach(command::add);
        return Child.of(command).run();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theApiIsUsedFromAnotherModule(boolean isDropIn, @TempDir Path classes) {
        compile(jars(isDropIn), classes, SOURCES.resolve("module-info.java"), SOURCES.resolve("application/Main.java"))
                .succeeded();

        Outcome outcome = Child.of(
                        JDK.tool("java").toString(),
                        "-p",
                        path(jars(isDropIn), classes),
                        "-m",
                        "application/application.Main")
                .run()
                .succeeded();
        assertEquals("used", outcome.out().strip(), outcome::toString);
    }

    @Test
    void whatIsNotExportedIsOutOfReach(@TempDir Path folder) throws Exception {
        Path source = java.nio.file.Files.writeString(folder.resolve("Inside.java"), """
                class Inside {
                    Object it = new org.linuxkeyring.kernel.RefusedCall("add_key", 1, "a key");
                    Object other = new org.linuxkeyring.error.KeyctlException("add_key", 1, "a key");
                }
                """);
        Outcome outcome = compile(jars(true), folder.resolve("classes"), SOURCES.resolve("module-info.java"), source);
        assertTrue(outcome.err().contains("package org.linuxkeyring.kernel is not visible"), outcome::toString);
        Outcome second = compile(
                jars(true),
                folder.resolve("classes"),
                SOURCES.resolve("module-info.java"),
                java.nio.file.Files.writeString(
                        source,
                        "class Inside { Object it = new org.linuxkeyring.error.KeyctlException(\"a\", 1, \"b\"); }"));
        assertTrue(second.err().contains("has protected access"), second::toString);
    }
}
