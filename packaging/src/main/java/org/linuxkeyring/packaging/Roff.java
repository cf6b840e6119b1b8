package org.linuxkeyring.packaging;

import java.time.LocalDate;
import java.util.Locale;

/** The text of a manual page in the macros of man(7), as it is written from top to bottom. */
final class Roff {
    private static final String MANUAL = "LinuxKeyring";
    private static final int COLUMNS = 80;

    private final StringBuilder text = new StringBuilder();

    Roff(String name, int section, LocalDate date, String version) {
        text.append(String.format(
                Locale.ROOT,
                ".TH \"%s\" \"%d\" \"%s\" \"%s %s\" \"%s\"%n.nh%n.ad l%n",
                name.toUpperCase(Locale.ROOT),
                section,
                date,
                MANUAL,
                version,
                // The head of a page has the title on the left and on the right, and the manual's name between them.
                2 * (name.length() + "(1)".length()) + MANUAL.length() + 2 <= COLUMNS ? MANUAL : ""));
    }

    private Roff() {
        text.append('\n');
    }

    /** Returns a text without the head of a page, which becomes part of one. */
    static Roff fragment() {
        return new Roff();
    }

    /** Begins a section. */
    Roff section(String heading) {
        return macro(".SH \"" + escaped(heading.toUpperCase(Locale.ROOT)) + "\"");
    }

    /** Begins a section within a section. */
    Roff subsection(String heading) {
        return macro(".SS \"" + escaped(heading) + "\"");
    }

    /** Writes a line of markup that is roff already. */
    Roff macro(String line) {
        lineBreak();
        text.append(line).append('\n');
        return this;
    }

    /** Writes text that may hold font changes, such as those of {@link #bold}; it is escaped already. */
    Roff marked(String roff) {
        text.append(roff);
        return this;
    }

    /** Writes a line that is set as it is, in an example. */
    Roff exampleLine(String line) {
        lineBreak();
        text.append(line.isEmpty() ? "\\&" : escaped(line)).append('\n');
        return this;
    }

    /** Writes a paragraph with a hanging tag, such as an option and what it does. */
    Roff tagged(String roffTag, String roffText) {
        return macro(".TP").macro(roffTag).macro(roffText);
    }

    /** Ends the line, unless nothing is on it. */
    void lineBreak() {
        if (text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    static String bold(String plain) {
        return "\\fB" + escaped(plain) + "\\fR";
    }

    static String italic(String plain) {
        return "\\fI" + escaped(plain) + "\\fR";
    }

    /** Escapes what roff would read as its own: the backslash, signs with another glyph, and a control line's first. */
    static String escaped(String plain) {
        StringBuilder escaped = new StringBuilder();
        for (char each : plain.toCharArray()) {
            switch (each) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '"' -> escaped.append("\\(dq");
                default -> escaped.append(each);
            }
        }
        return escaped.indexOf(".") == 0 ? "\\&" + escaped : escaped.toString();
    }

    @Override
    public String toString() {
        lineBreak();
        return text.toString();
    }
}
