package org.linuxkeyring.command.terminal;

/** Why a command cannot be carried out, and what to do: for the person who gave it. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
