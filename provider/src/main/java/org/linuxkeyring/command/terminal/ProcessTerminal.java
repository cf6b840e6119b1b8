package org.linuxkeyring.command.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The terminal in which the process was started; there is none if its input or output is a file or a pipe. */
final class ProcessTerminal implements Terminal {
    /** Files that everyone writes to and nobody reads from (null(4), full(4)). */
    private static final Set<String> NO_TERMINALS = Set.of("/dev/null", "/dev/zero", "/dev/full");

    @Override
    public Optional<char[]> readPassword(String prompt) {
        return console().map(console -> console.readPassword("%s", prompt));
    }

    @Override
    public boolean showsOutput() {
        return console().isPresent();
    }

    /** Asks /proc for the file of descriptor 1 (proc(5)), because a Console needs an input that is a terminal, too. */
    @Override
    public boolean isOutput() {
        try {
            return isTerminal(1);
        } catch (IOException e) {
            return showsOutput();
        }
    }

    @Override
    public boolean isErrorOutput() {
        try {
            return isTerminal(2);
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the variable COLUMNS (environ(7)), which a shell that exports it keeps, and else the terminal (stty(1)). */
    @Override
    public OptionalInt columns() {
        OptionalInt named = columns(System.getenv("COLUMNS"));
        return named.isPresent() || !isOutput() ? named : columns(sizeOfTerminal());
    }

    private static OptionalInt columns(String text) {
        return text != null && text.matches("[1-9][0-9]{0,5}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** Returns the columns that stty prints; empty where there is no such program, or no terminal that it can ask. */
    private static String sizeOfTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.substring(size.indexOf(' ') + 1);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isTerminal(int descriptor) throws IOException {
        Path file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
        return file.startsWith("/dev") && !NO_TERMINALS.contains(file.toString());
    }

    /**
     * Returns the console if it is a terminal. Since JDK 22 there may be a Console without a terminal, and a method
     * that tells the two apart.
     */
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
