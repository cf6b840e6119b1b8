package org.linuxkeyring.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/ERRORS.md to what the messages say. */
class ErrorsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "ERRORS.md");

    private static final Pattern SECTION =
            Pattern.compile("^### (E[A-Z]+): (.*)\\R(?s:(.*?))(?=^#|\\z)", Pattern.MULTILINE);

    /** Finds the sections of the errnos: groups are the name, the meaning and the text. */
    private static List<MatchResult> sections() throws IOException {
        return SECTION.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    @Test
    void everyErrnoHasOneSectionInTheOrderOfTheNumbers() throws IOException {
        List<String> names =
                sections().stream().map(section -> section.group(1)).toList();
        List<String> errnos = EnumSet.complementOf(EnumSet.of(Errno.UNKNOWN)).stream()
                .map(Enum::name)
                .toList();

        assertEquals(errnos, names);
    }

    @ParameterizedTest
    @EnumSource(value = Errno.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void theSectionOfAnErrnoHasItsMeaningAndAllItsRemedies(Errno errno) throws IOException {
        MatchResult section = sections().stream()
                .filter(candidate -> candidate.group(1).equals(errno.name()))
                .findFirst()
                .orElseThrow();
        String text = section.group(3).replaceAll("\\s+", " ");

        assertEquals(errno.meaning(), section.group(2));
        for (String operation : RemediesTest.OPERATIONS) {
            String remedy = Remedies.of(operation, errno);
            assertTrue(text.contains(remedy), () -> operation + ": " + remedy);
        }
    }
}
