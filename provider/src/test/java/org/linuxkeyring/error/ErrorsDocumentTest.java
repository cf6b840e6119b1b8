package org.linuxkeyring.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/ERRORS.md to what the messages say. */
class ErrorsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "ERRORS.md");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.matches("\\| E[A-Z]+ \\|.*"))
                .filter(line -> line.split("\\|").length > 4)
                .toList();
    }

    @Test
    void everyErrnoHasOneRowInTheOrderOfTheNumbers() throws IOException {
        List<String> names =
                rows().stream().map(row -> row.split("\\|")[1].strip()).toList();
        List<String> errnos = EnumSet.complementOf(EnumSet.of(Errno.UNKNOWN)).stream()
                .map(Enum::name)
                .toList();

        assertEquals(errnos, names);
    }

    @ParameterizedTest
    @EnumSource(value = Errno.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void theRowOfAnErrnoHasItsMeaningAndAllItsRemedies(Errno errno) throws IOException {
        String row = rows().stream()
                .filter(line -> line.startsWith("| " + errno + " | " + errno.meaning() + " | "))
                .findFirst()
                .orElseThrow();
        for (String operation : RemediesTest.OPERATIONS) {
            String remedy = Remedies.of(operation, errno);
            assertTrue(row.contains(remedy), () -> operation + ": " + remedy);
        }
    }
}
