package org.linuxkeyring.command.terminal;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Function;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The parts that the command lines of all programs share. A failure is reported as a message without a stack trace, and
 * by the exit status.
 */
public final class CommandLines {
    private static final String NO_COMMAND = "Missing required subcommand";

    private CommandLines() {}

    /** Returns a command line with all its subcommands, which uses the streams of a context. */
    public static CommandLine in(CommandContext context, Ansi ansi, CommandLine line) {
        // An argument such as @u/shop is a keyring; by default picocli would take it for a file of further arguments.
        return line.setExpandAtFiles(false)
                .setOut(writer(context.out()))
                .setErr(writer(context.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .registerConverter(KeyringPath.class, converter(KeyringPath::of))
                .registerConverter(Permissions.class, converter(Permissions::of))
                .setParameterExceptionHandler((e, given) -> misused(e, context.err()))
                .setExecutionExceptionHandler((e, command, given) -> {
                    if (e instanceof CommandException refusal && refusal.isMisuse()) {
                        return misused(new ParameterException(command, e.getMessage()), context.err());
                    }
                    context.err().println(Printable.text(message(e)));
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    /** Makes a converter of a parser that refuses a text by IllegalArgumentException. */
    public static <T> ITypeConverter<T> converter(Function<String, T> parser) {
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

    /**
     * Tells what is wrong, and of the help no more than leaves that on the screen; all of it if no command is given.
     */
    private static int misused(ParameterException e, PrintStream err) {
        CommandLine command = e.getCommandLine();
        PrintWriter writer = command.getErr();
        err.println(Printable.text(reason(e)));
        UnmatchedArgumentException.printSuggestions(e, writer);
        if (e.getMessage().startsWith(NO_COMMAND)) {
            command.usage(writer);
        } else {
            CommandLine.Help help = command.getHelp();
            writer.print(help.synopsisHeading() + help.synopsis(help.synopsisHeadingLength()));
            writer.println("More: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Names the word that was meant for what is missing, and was taken for an option. */
    private static String reason(ParameterException e) {
        List<String> passedOver = e.getCommandLine().getUnmatchedArguments();
        return e instanceof MissingParameterException && !passedOver.isEmpty()
                ? e.getMessage() + ", and there is no option '" + passedOver.get(0)
                        + "'. A name that begins with a dash stands behind --, after all options"
                : e.getMessage();
    }

    /**
     * Returns the message for a person. The message of a FileSystemException may be no more than the file's name, and
     * that of a defect is not made for people.
     */
    private static String message(Exception e) {
        if (e instanceof RuntimeException && !(e instanceof KeyringException || e instanceof UncheckedIOException)) {
            return "This is a fault of the program: " + e;
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist. Check its name";
        }
        if (e instanceof AccessDeniedException file) {
            return file.getFile()
                    + " may not be read or written by this user. Change its permissions, or run this as its owner";
        }
        if (e instanceof FileSystemException file) {
            String why = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return file.getFile() + " cannot be read or written: " + why;
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
