package org.linuxkeyring.kernel;

import java.util.regex.Pattern;

/** Text that a terminal or a log only shows: a description is chosen by whoever made the key, and may hold escape sequences. */
public final class Printable {
    /** Control, format (such as right-to-left overrides) and unassigned characters, line separators, unpaired surrogates. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** In characters; a description has up to 4095. */
    private static final int LONGEST_NAME = 80;

    private Printable() {}

    /** A name in a message: printable, and cut where it is too long to be one. */
    public static String name(String name) {
        if (name.codePointCount(0, name.length()) <= LONGEST_NAME) {
            return text(name);
        }
        return text(name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME))) + "...";
    }

    /** Writes each unprintable character as a backslash, {@code u} and its code in four or more hex digits. */
    public static String text(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
    }
}
