package org.linuxkeyring.command.terminal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a terminal that a text takes: two for a wide character (Unicode Standard Annex 11, and emoji), and
 * none for one that is put on the character before it.
 */
public final class TextWidth {
    /** A character as readers see it: a letter with its marks, or an emoji that is joined of several. */
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    /** The blocks of wide characters, as the first and the last of each. */
    private static final int[][] WIDE = {
        {0x1100, 0x115f}, // Hangul Jamo, leading consonants
        {0x231a, 0x231b},
        {0x23e9, 0x23ec},
        {0x25fd, 0x25fe},
        {0x2614, 0x2615},
        {0x2648, 0x2653},
        {0x26a1, 0x26a1},
        {0x26bd, 0x26be},
        {0x26c4, 0x26c5},
        {0x26d4, 0x26d4},
        {0x2705, 0x2705},
        {0x270a, 0x270b},
        {0x2728, 0x2728},
        {0x274c, 0x274c},
        {0x2753, 0x2755},
        {0x2795, 0x2797},
        {0x2b50, 0x2b50},
        {0x2b55, 0x2b55}, // emoji of old blocks
        {0x2e80, 0x303e},
        {0x3041, 0x33ff},
        {0x3400, 0x4dbf},
        {0x4e00, 0xa4cf},
        {0xa960, 0xa97f},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60},
        {0xffe0, 0xffe6},
        {0x1f004, 0x1f004},
        {0x1f0cf, 0x1f0cf},
        {0x1f18e, 0x1f18e},
        {0x1f191, 0x1f19a},
        {0x1f200, 0x1f64f},
        {0x1f680, 0x1f6ff},
        {0x1f7e0, 0x1f7eb},
        {0x1f90c, 0x1f9ff},
        {0x1fa70, 0x1faff},
        {0x20000, 0x3fffd}, // ideographs
    };

    private static final int EMOJI_PRESENTATION = 0xfe0f;
    private static final String CUT = "\u2026";

    private TextWidth() {}

    /** Returns the columns that a text takes. */
    public static int of(String text) {
        int columns = 0;
        for (Matcher each = CHARACTER.matcher(text); each.find(); ) {
            columns += ofCharacter(each.group());
        }
        return columns;
    }

    private static int ofCharacter(String character) {
        int first = character.codePointAt(0);
        if (character.indexOf(EMOJI_PRESENTATION) > 0) {
            return 2;
        }
        return switch (Character.getType(first)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(first) ? 2 : 1;
        };
    }

    private static boolean isWide(int codePoint) {
        for (int[] block : WIDE) {
            if (codePoint >= block[0] && codePoint <= block[1]) {
                return true;
            }
        }
        return false;
    }

    /** Returns the text, followed by blanks up to a column. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** Returns the text, of which the end is replaced by an ellipsis if it takes more columns. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int left = columns - 1;
        for (Matcher each = CHARACTER.matcher(text); each.find(); ) {
            left -= ofCharacter(each.group());
            if (left < 0) {
                break;
            }
            kept.append(each.group());
        }
        return kept.toString().stripTrailing() + CUT;
    }
}
