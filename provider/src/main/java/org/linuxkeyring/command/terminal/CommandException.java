package org.linuxkeyring.command.terminal;

/** The reason why a command cannot be carried out, with the remedy, for the person who gave the command. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isMisuse;

    public CommandException(String message) {
        this(message, null);
    }

    public CommandException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private CommandException(String message, Throwable cause, boolean isMisuse) {
        super(message, cause);
        this.isMisuse = isMisuse;
    }

    /** Returns the reason why options cannot be given together, as for an option that there is not. */
    public static CommandException misuse(String message) {
        return new CommandException(message, null, true);
    }

    boolean isMisuse() {
        return isMisuse;
    }
}
