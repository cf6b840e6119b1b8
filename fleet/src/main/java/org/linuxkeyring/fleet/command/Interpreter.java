package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.linuxkeyring.command.Lifetime;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The interpreter of command lines. A failure is reported as a message without a stack trace. */
final class Interpreter {
    private static final int FAILED = 1;

    private final FleetContext context;
    private final Path defaults;

    Interpreter(FleetContext context, Path defaults) {
        this.context = context;
        this.defaults = defaults;
    }

    int run(List<String> args) {
        try {
            return line(Defaults.of(defaults)).execute(args.toArray(String[]::new));
        } catch (CommandException e) {
            context.process().err().println(Printable.text(e.getMessage()));
            return FAILED;
        }
    }

    private CommandLine line(Defaults fromFile) {
        return new CommandLine(new Fleet())
                .addSubcommand(new Enroll(context))
                .addSubcommand(new Admit(context))
                .addSubcommand(new Publish(context))
                .addSubcommand(new Revoke(context))
                .addSubcommand(new Listing(context))
                .addSubcommand(new Status(context))
                .addSubcommand(new Follow(context))
                .addSubcommand(new Fetch(context))
                .setDefaultValueProvider(fromFile)
                // An argument such as @u/shop is a keyring, and not a file of further arguments.
                .setExpandAtFiles(false)
                .setOut(writer(context.process().out()))
                .setErr(writer(context.process().err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .registerConverter(EntryName.class, converter(EntryName::of))
                .registerConverter(MachineId.class, converter(MachineId::of))
                .registerConverter(GroupName.class, converter(GroupName::of))
                .registerConverter(Fingerprint.class, converter(Fingerprint::of))
                .registerConverter(KeyringPath.class, converter(KeyringPath::of))
                .registerConverter(Permissions.class, converter(Permissions::of))
                .registerConverter(Protection.class, converter(Protection::of))
                .registerConverter(Seal.class, converter(Seal::of))
                .registerConverter(Duration.class, converter(Lifetime::parse))
                .setParameterExceptionHandler((e, given) -> misused(e))
                .setExecutionExceptionHandler((e, command, given) -> failed(e));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private int misused(ParameterException e) {
        context.process().err().println(Printable.text(e.getMessage()));
        e.getCommandLine().usage(e.getCommandLine().getErr());
        return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    private int failed(Exception e) {
        context.process().err().println(Printable.text(message(e)));
        return FAILED;
    }

    /** Returns the message for a person; that of a defect is not made for people. */
    private static String message(Exception e) {
        if (e instanceof RuntimeException && !(e instanceof KeyringException || e instanceof UncheckedIOException)) {
            return "This is a fault of the program: " + e;
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist. Check its name";
        }
        if (e instanceof FileSystemException file) {
            String why = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return file.getFile() + " cannot be read or written: " + why;
        }
        return e instanceof IOException && e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
