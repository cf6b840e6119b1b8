package org.linuxkeyring.command.terminal;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** The terminal that the process was started in; none if its input or output is a file or pipe. */
final class ProcessTerminal implements Terminal {
    @Override
    public Optional<char[]> readPassword(String prompt) {
        return console().map(console -> console.readPassword("%s", prompt));
    }

    @Override
    public boolean showsOutput() {
        return console().isPresent();
    }

    /** Since JDK 22 there may be a Console where there is no terminal, and a method that tells. */
    private static Optional<Console> console() {
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        try {
            boolean isTerminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
            return isTerminal ? Optional.of(console) : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.of(console);
        } catch (IllegalAccessException | InvocationTargetException e) {
            return Optional.empty();
        }
    }
}
