package org.linuxkeyring.command;

import java.time.Duration;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The interpreter of command lines, which returns an exit status. */
final class Interpreter {
    private final CommandContext context;
    private final Ansi ansi;

    Interpreter(CommandContext context) {
        this.context = context;
        // Ansi.AUTO considers NO_COLOR (no-color.org), CLICOLOR and TERM as well.
        boolean isDumb = "dumb".equals(System.getenv("TERM"));
        this.ansi = context.terminal().showsOutput() && !isDumb ? Ansi.AUTO : Ansi.OFF;
    }

    int run(List<String> args) {
        return commandLine().execute(args.toArray(String[]::new));
    }

    /** Returns all commands with their options and descriptions, of which the manual pages are made, too. */
    CommandLine commandLine() {
        CommandLine line = new CommandLine(new Commands(context, ansi.enabled()))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new Train(this, context))
                .addSubcommand(new Import(context))
                .addSubcommand(new Export(context))
                .addSubcommand(new SealCommand(context))
                .addSubcommand(new CommandLine(new Secret(context, ansi.enabled()))
                        .addSubcommand(new SecretSet(context))
                        .addSubcommand(new SecretGet(context)));
        return CommandLines.in(context, ansi, line)
                .registerConverter(Duration.class, CommandLines.converter(Lifetime::parse));
    }
}
