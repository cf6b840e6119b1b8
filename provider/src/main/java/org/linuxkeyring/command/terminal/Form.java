package org.linuxkeyring.command.terminal;

/**
 * The form of what a command prints.
 *
 * @param columns the columns of a line, beyond which a table is cut
 */
public record Form(Kind kind, boolean hasColours, int columns) {
    /** The kinds of readers: people, screen readers and others who read lines, and programs. */
    public enum Kind {
        TABLE,
        PLAIN,
        JSON
    }

    /** Returns the form that the options ask for, on this terminal. */
    public static Form of(boolean isJson, boolean isPlain, boolean hasColours, Terminal terminal) {
        Kind kind = isJson ? Kind.JSON : isPlain ? Kind.PLAIN : Kind.TABLE;
        return new Form(kind, hasColours, terminal.columns().orElse(Integer.MAX_VALUE));
    }

    public boolean isPlain() {
        return kind == Kind.PLAIN;
    }
}
