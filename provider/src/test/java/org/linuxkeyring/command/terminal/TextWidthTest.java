package org.linuxkeyring.command.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns of a terminal that a name takes. */
class TextWidthTest {
    @ParameterizedTest
    @CsvSource({
        "web, 3",
        "m\u00fcller, 6",
        "mu\u0308ller, 6",
        "\u30b5\u30fc\u30d0, 6",
        "\uc11c\ubc84, 4",
        "\u1112\u1161\u11ab, 2",
        "\uff21, 2",
        "\ud83d\udd11, 2",
        "\ud83d\udc69\u200d\ud83d\udcbb, 2",
        "\u2764\ufe0f, 2",
        "\ud840\udc00, 2",
    })
    void aTextTakesTheColumnsOfItsCharacters(String text, int columns) {
        assertEquals(columns, TextWidth.of(text));
    }

    @Test
    void aTextIsCutBetweenCharactersAndNeverWithinOne() {
        assertEquals("web", TextWidth.cut("web", 3));
        assertEquals("we\u2026", TextWidth.cut("webs", 3));
        assertEquals("\u30b5\u2026", TextWidth.cut("\u30b5\u30fc\u30d0", 4));
        assertEquals("mu\u0308\u2026", TextWidth.cut("mu\u0308ller", 3));
        assertEquals("\u2026", TextWidth.cut("\ud83d\udc69\u200d\ud83d\udcbb key", 2));
    }

    @Test
    void aTextIsPaddedToAColumn() {
        assertEquals("\u30b5  ", TextWidth.padded("\u30b5", 4));
        assertEquals("longer", TextWidth.padded("longer", 4));
    }
}
