package org.linuxkeyring.command.terminal;

import java.util.Optional;
import java.util.OptionalInt;

/** The terminal of the person who gave the command, if there is one. */
public interface Terminal {
    /** Reads a line that is not echoed, which the caller wipes; empty if there is no terminal, or the input ends. */
    Optional<char[]> readPassword(String prompt);

    /** Returns whether a person sees the output, so that it may have colours. */
    boolean showsOutput();

    /** Returns whether standard output is a terminal, also where standard input is not. */
    boolean isOutput();

    /** Returns the columns of the terminal that shows the output; empty if no one is known to. */
    OptionalInt columns();

    /** Returns whether standard error is a terminal. */
    boolean isErrorOutput();
}
