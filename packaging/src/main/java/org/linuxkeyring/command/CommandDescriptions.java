package org.linuxkeyring.command;

import org.linuxkeyring.command.terminal.CommandContext;
import picocli.CommandLine;

/** The command line's own descriptions, which its package keeps to itself and the manual pages are made of. */
public final class CommandDescriptions {
    private CommandDescriptions() {}

    /** Returns the program's command with all below it. Nothing is run, and no keyring is touched. */
    public static CommandLine all() {
        return new Interpreter(CommandContext.ofProcess()).commandLine();
    }
}
