package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** The root POM alone sets the version. The provider repeats it, and so may documents. */
class VersionTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern REVISION = Pattern.compile("<revision>(.*)</revision>");
    private static final Pattern JAR = Pattern.compile("linuxkeyring-(\\d.*?)(-all)?\\.jar");

    @Test
    void theProviderHasTheVersionOfTheBuild() throws IOException {
        assertEquals(version().replace("-SNAPSHOT", ""), new LinuxKeyringProvider().getVersionStr());
    }

    @Test
    void noDocumentNamesTheJarOfAnotherVersion() throws IOException {
        String expected = version();
        List<Path> pages = pages();
        List<String> others = new ArrayList<>();
        for (Path page : pages) {
            JAR.matcher(Files.readString(page))
                    .results()
                    .map(jar -> jar.group(1))
                    .filter(version -> !version.equals(expected))
                    .forEach(version -> others.add(page + ": " + version));
        }

        assertFalse(pages.isEmpty());
        assertEquals(List.of(), others);
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
