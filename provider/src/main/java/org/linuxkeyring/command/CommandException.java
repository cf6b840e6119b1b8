package org.linuxkeyring.command;

/** Why a command cannot be carried out, and what to do: for the person who gave it. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
