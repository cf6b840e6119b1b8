package org.linuxkeyring.command.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person sees of a command that takes long. */
class ProgressTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    private Instant now = Instant.EPOCH;

    private void count(boolean isTerminal, int steps, int millis) {
        try (Progress progress = new Progress(err, isTerminal, "entries", () -> now)) {
            for (int i = 0; i < steps; i++) {
                now = now.plusMillis(millis);
                progress.step();
            }
        }
    }

    @Test
    void whatTakesOverASecondIsCountedEachSecondAndTheLineIsCleared() {
        count(true, 25, 100);
        assertEquals(
                "\r10 entries ...\r20 entries ...\r" + " ".repeat(14) + "\r", shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatTakesLessShowsNothing() {
        count(true, 9, 100);
        assertEquals("", shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aFileOrPipeIsNotWrittenTo() {
        count(false, 100, 100);
        assertEquals("", shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsGoneThroughCounts() {
        try (Progress progress = new Progress(err, true, "entries", () -> now)) {
            for (Map.Entry<String, Integer> each :
                    progress.counting(Map.of("a", 1, "b", 2)).entrySet()) {
                now = now.plusSeconds(each.getValue());
            }
        }
        assertTrue(shown.toString(StandardCharsets.UTF_8).startsWith("\r2 entries ..."), shown::toString);
    }
}
