package org.linuxkeyring.command;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The interpreter of command lines, which returns an exit status. A failure is reported as a message without a stack
 * trace.
 */
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
        return new CommandLine(new Commands(context, ansi.enabled()))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new Train(this, context))
                .addSubcommand(new Import(context))
                .addSubcommand(new Export(context))
                .addSubcommand(new SealCommand(context))
                .addSubcommand(new CommandLine(new Secret(context, ansi.enabled()))
                        .addSubcommand(new SecretSet(context))
                        .addSubcommand(new SecretGet(context)))
                // An argument such as @u/shop is a keyring; by default picocli would take it for a file of further
                // arguments.
                .setExpandAtFiles(false)
                .setOut(writer(context.out()))
                .setErr(writer(context.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .registerConverter(KeyringPath.class, converter(KeyringPath::of))
                .registerConverter(Permissions.class, converter(Permissions::of))
                .registerConverter(Duration.class, converter(Lifetime::parse))
                .setParameterExceptionHandler((e, given) -> misused(e))
                .setExecutionExceptionHandler((e, command, given) -> failed(e, command));
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
        context.err().println(Printable.text(e.getMessage()));
        e.getCommandLine().usage(e.getCommandLine().getErr());
        return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    private int failed(Exception e, CommandLine command) {
        context.err().println(Printable.text(message(e)));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /**
     * Returns the message for a person. The message of a FileSystemException may be no more than the file's name, and
     * that of a defect is not made for people.
     */
    private static String message(Exception e) {
        if (e instanceof RuntimeException && !(e instanceof KeyringException)) {
            return "This is a fault of the program: " + e;
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist. Check its name";
        }
        if (e instanceof FileSystemException file) {
            String why = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return file.getFile() + " cannot be read or written: " + why;
        }
        return e.getMessage();
    }
}
