package org.linuxkeyring.fleet.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.CommandLines;
import org.linuxkeyring.command.terminal.Undecoded;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The interpreter of command lines. A failure is reported as a message without a stack trace. */
final class Interpreter {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final FleetContext context;
    private final Path defaults;

    Interpreter(FleetContext context, Path defaults) {
        this.context = context;
        this.defaults = defaults;
    }

    int run(List<String> args) {
        Optional<String> misread = args.stream().filter(Undecoded::isIn).findFirst();
        if (misread.isPresent()) {
            context.complain(Undecoded.message("The argument '" + Printable.name(misread.get()) + "'"));
            return MISUSED;
        }
        try {
            return commandLine().execute(args.toArray(String[]::new));
        } catch (CommandException e) {
            context.process().err().println(Printable.text(e.getMessage()));
            return FAILED;
        }
    }

    /** Returns all commands with their options and descriptions, of which the manual page is made, too. */
    CommandLine commandLine() throws CommandException {
        CommandLine line = new CommandLine(new Fleet())
                .addSubcommand(new Enroll(context))
                .addSubcommand(new Admit(context))
                .addSubcommand(new Publish(context))
                .addSubcommand(new Revoke(context))
                .addSubcommand(new Listing(context))
                .addSubcommand(new Status(context))
                .addSubcommand(new Follow(context))
                .addSubcommand(new Fetch(context));
        line.setDefaultValueProvider(Defaults.of(defaults, line.getSubcommands().values()));
        return CommandLines.in(context.process(), Ansi.OFF, line)
                .registerConverter(EntryName.class, CommandLines.converter(EntryName::of))
                .registerConverter(MachineId.class, CommandLines.converter(MachineId::of))
                .registerConverter(GroupName.class, CommandLines.converter(GroupName::of))
                .registerConverter(Fingerprint.class, CommandLines.converter(Fingerprint::of))
                .registerConverter(Protection.class, CommandLines.converter(Protection::of))
                .registerConverter(Seal.class, CommandLines.converter(Seal::of))
                .registerConverter(Duration.class, CommandLines.converter(Times::parse));
    }
}
