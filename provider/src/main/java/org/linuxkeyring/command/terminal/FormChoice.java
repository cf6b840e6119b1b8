package org.linuxkeyring.command.terminal;

import picocli.CommandLine.Option;

/** The options for the form of a listing, of which one at most is given. */
public final class FormChoice {
    @Option(names = "--json", description = "print an array of objects, for programs")
    private boolean isJson;

    @Option(names = "--plain", description = "print lines of a name and a value, for screen readers")
    private boolean isPlain;

    /** Returns the form on this terminal; null for the choice stands for none of the options. */
    public static Form form(FormChoice choice, boolean hasColours, Terminal terminal) {
        return Form.of(choice != null && choice.isJson, choice != null && choice.isPlain, hasColours, terminal);
    }
}
