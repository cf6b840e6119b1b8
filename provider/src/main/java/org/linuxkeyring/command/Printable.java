package org.linuxkeyring.command;

import java.util.regex.Pattern;

/** Text that a terminal only shows: a description is chosen by whoever made the key, and may hold escape sequences. */
final class Printable {
    /** Control, format (such as right-to-left overrides) and unassigned characters, line separators, unpaired surrogates. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** Writes each unprintable character as a backslash, {@code u} and its code in four or more hex digits. */
    static String text(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
    }
}
