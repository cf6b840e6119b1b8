package org.linuxkeyring.command;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandContext;

/**
 * A program that reads names of files from standard input, one a line, and exports the key of an entry into each. All
 * that it does it does in one thread, whose ID it prints first. After each file it prints what the command says, and
 * then the exit status in a line that begins with {@link #STATUS}.
 */
public final class ExportOnDemand {
    static final String STATUS = "exit status ";
    static final String ALIAS = "web";

    private ExportOnDemand() {}

    /** Returns the arguments of the command that exports the key. */
    static String[] command(String file, String keyring) {
        return new String[] {"export", file, "--keyring", keyring, "--alias", ALIAS, "--private-key"};
    }

    /** Runs with the serial of the keyring. */
    public static void main(String[] arguments) throws Exception {
        CommandContext process = CommandContext.ofProcess();
        Main main = new Main(new CommandContext(
                process.kernel(), process.settings(), process.terminal(), process.in(), process.out(), process.out()));
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int status = main.run(List.of(command(line, arguments[0])));
            System.out.println(STATUS + status);
        }
    }
}
