package org.linuxkeyring.command.terminal;

import java.util.Optional;

/** The person in front of the command, if there is one. */
public interface Terminal {
    /**
     * What is typed without being shown, for the caller to wipe; empty where there is no terminal, or the input ends.
     */
    Optional<char[]> readPassword(String prompt);

    /** Whether output is looked at, so that it may have colours. */
    boolean showsOutput();
}
