package org.linuxkeyring.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandContext;

/**
 * A program that carries out the commands in the lines of standard input, whose words are separated by tabs. It prints
 * a form feed after each, and ends with the first that fails.
 */
final class CommandLines {
    private CommandLines() {}

    public static void main(String[] none) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int status = new Main(CommandContext.ofProcess()).run(List.of(line.split("\t")));
            if (status != 0) {
                System.exit(status);
            }
            System.out.print('\f');
        }
    }
}
