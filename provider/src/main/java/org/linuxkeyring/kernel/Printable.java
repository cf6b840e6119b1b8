package org.linuxkeyring.kernel;

import java.util.regex.Pattern;

/**
 * Text made safe for a terminal or a log. Whoever makes a key chooses its description, which may hold escape sequences.
 */
public final class Printable {
    /**
     * Control, format (such as right-to-left overrides) and unassigned characters, line separators, and unpaired
     * surrogates.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** The length at which a name in a message is cut, in characters; a description has up to 4095. */
    private static final int LONGEST_NAME = 80;

    private Printable() {}

    /** Returns a name for a message: printable, and cut if it is longer than the limit in its printable form. */
    public static String name(String name) {
        if (name.length() <= LONGEST_NAME && isPrintableAscii(name)) {
            return name;
        }
        StringBuilder shown = new StringBuilder();
        int length = 0;
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            String each = text(Character.toString(name.codePointAt(i)));
            length += each.codePointCount(0, each.length());
            if (length > LONGEST_NAME) {
                return shown + "...";
            }
            shown.append(each);
        }
        return shown.toString();
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Replaces each unprintable character by a backslash, {@code u} and its code in four or more hex digits. */
    public static String text(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
    }
}
