package org.linuxkeyring.command;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.doctor.Doctor;
import org.linuxkeyring.command.doctor.Findings;
import org.linuxkeyring.command.doctor.KeyStoreTrial;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.Undecoded;
import org.linuxkeyring.kernel.Printable;

/** The program {@code java -jar linuxkeyring-VERSION-all.jar COMMAND}, which manages keyrings and their entries. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final CommandContext context;

    Main(CommandContext context) {
        this.context = context;
    }

    /**
     * Runs one command and ends the JVM, with status 0 if it is done, 1 if it failed, 2 if there is no such command.
     */
    public static void main(String[] args) {
        System.exit(new Main(CommandContext.ofProcess()).run(List.of(args)));
    }

    /** Runs a command, which has failed if its output could not be written: PrintStream throws nothing. */
    int run(List<String> args) {
        int status = carryOut(args);
        if (!context.out().checkError()) {
            return status;
        }
        context.err().println("The output cannot be written whole: its reader has ended, or there is no space left");
        return FAILED;
    }

    /**
     * Carries out a command. The doctor without arguments does not use the command-line library, so that it works
     * wherever classes can be loaded.
     */
    private int carryOut(List<String> args) {
        Optional<String> misread = args.stream().filter(Undecoded::isIn).findFirst();
        if (misread.isPresent()) {
            context.err().println(Undecoded.message("The argument '" + Printable.name(misread.get()) + "'"));
            return MISUSED;
        }
        if (args.equals(List.of("doctor"))) {
            return doctor(context, Findings.text(context.out()));
        }
        try {
            return new Interpreter(context).run(args);
        } catch (NoClassDefFoundError e) {
            context.err()
                    .println("The command line needs a class that is missing (" + e.getMessage()
                            + "). Use linuxkeyring-VERSION-all.jar, which has all, or put picocli on the class path");
            return FAILED;
        }
    }

    static int doctor(CommandContext context, Findings findings) {
        KeyStoreTrial trial = new KeyStoreTrial(context.settings().get());
        return new Doctor(context.kernel(), trial, findings).examine() ? DONE : FAILED;
    }
}
