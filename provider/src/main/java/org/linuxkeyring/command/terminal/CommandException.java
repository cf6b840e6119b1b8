package org.linuxkeyring.command.terminal;

/** The reason why a command cannot be carried out, with the remedy, for the person who gave the command. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
