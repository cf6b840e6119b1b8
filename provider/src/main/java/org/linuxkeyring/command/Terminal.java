package org.linuxkeyring.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** The person in front of the command, if there is one. */
interface Terminal {
    /** What is typed without being shown, for the caller to wipe; empty where there is no terminal, or the input ends. */
    Optional<char[]> readPassword(String prompt);

    /** Whether output is looked at, so that it may have colours. */
    boolean showsOutput();

    static Terminal ofProcess() {
        return new Terminal() {
            @Override
            public Optional<char[]> readPassword(String prompt) {
                return console().map(console -> console.readPassword("%s", prompt));
            }

            @Override
            public boolean showsOutput() {
                return console().isPresent();
            }
        };
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
