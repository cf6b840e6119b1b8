package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the links between the pages to existing pages and headings. */
class DocumentLinksTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");

    @Test
    void everyLinkBetweenPagesLeadsSomewhere() throws IOException {
        List<Path> pages = pages();
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!leadsSomewhere(page, link.group(1), Optional.ofNullable(link.group(2)))) {
                    broken.add(REPOSITORY.relativize(page) + ": " + link.group());
                }
            }
        }

        assertFalse(pages.isEmpty());
        assertEquals(List.of(), broken);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(
                                            "README.md",
                                            "CHANGELOG.md",
                                            "CONTRIBUTING.md",
                                            "SECURITY.md",
                                            "samples/README.md")
                                    .map(REPOSITORY::resolve),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static boolean leadsSomewhere(Path page, String path, Optional<String> section) throws IOException {
        Path target = path.isEmpty() ? page : page.resolveSibling(path);
        if (section.isEmpty() || !target.toString().endsWith(".md")) {
            return Files.exists(target);
        }
        return Files.exists(target)
                && Files.readString(target)
                        .lines()
                        .filter(line -> line.startsWith("#"))
                        .map(DocumentLinksTest::anchor)
                        .anyMatch(section.get()::equals);
    }

    /** Returns the anchor that GitHub makes of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }
}
