package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The version is set in one place, the root POM; the provider and the documents repeat it. */
class VersionTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern REVISION = Pattern.compile("<revision>(.*)</revision>");
    private static final Pattern JAR = Pattern.compile("linuxkeyring-(\\d.*?)(-all)?\\.jar");

    @Test
    void theProviderHasTheVersionOfTheBuild() throws IOException {
        assertEquals(version().replace("-SNAPSHOT", ""), new LinuxKeyringProvider().getVersionStr());
    }

    @Test
    void theDocumentsNameTheJarThatTheBuildMakes() throws IOException {
        List<String> versions = new ArrayList<>();
        for (Path page : pages()) {
            JAR.matcher(Files.readString(page))
                    .results()
                    .map(jar -> jar.group(1))
                    .forEach(versions::add);
        }

        assertTrue(versions.contains(version()), "no document names the jar");
        versions.removeIf(version()::equals);
        assertEquals(List.of(), versions);
    }

    private static String version() throws IOException {
        Matcher revision = REVISION.matcher(Files.readString(REPOSITORY.resolve("pom.xml")));
        assertTrue(revision.find(), "pom.xml sets no revision");
        return revision.group(1);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(REPOSITORY);
                Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"));
                Stream<Path> samples = Files.walk(REPOSITORY.resolve("samples"))) {
            return Stream.of(top, docs, samples)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
