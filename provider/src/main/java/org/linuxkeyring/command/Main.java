package org.linuxkeyring.command;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.KeyringPath;
import org.linuxkeyring.keyring.Keyrings;

/** {@code java -jar linuxkeyring-VERSION-all.jar COMMAND}: looks after keyrings where keyctl(1) is not installed. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            usage: java -jar linuxkeyring-VERSION-all.jar COMMAND
              doctor            tell whether a keystore works here and, if not, why and what to do
              show              print the keyrings that the process sees, as a tree; never a payload
              show KEYRING      print one keyring, written as the setting 'keyring' is, such as @u/shop
              remove KEYRING    unlink a keyring from the one above it; keys that nothing else links die
            """;

    private final Supplier<Keyctl> kernel;
    private final KeyStoreTrial trial;
    private final PrintStream out;
    private final PrintStream err;

    Main(Supplier<Keyctl> kernel, KeyStoreTrial trial, PrintStream out, PrintStream err) {
        this.kernel = kernel;
        this.trial = trial;
        this.out = out;
        this.err = err;
    }

    /** Runs one command and ends the JVM: status 0 if it is done, 1 if it failed, 2 if there is no such command. */
    public static void main(String[] args) {
        KeyStoreTrial trial = new KeyStoreTrial(KeyringLoadStoreParameter.builder());
        System.exit(new Main(Backend.KERNEL::open, trial, System.out, System.err).run(List.of(args)));
    }

    int run(List<String> args) {
        List<KeyringPath> paths;
        try {
            paths = args.stream().skip(1).map(KeyringPath::parse).toList();
        } catch (IllegalArgumentException e) {
            err.println(Printable.text(e.getMessage()));
            return misused();
        }
        try {
            return run(args.isEmpty() ? "" : args.get(0), paths);
        } catch (KeyringException e) {
            err.println(Printable.text(e.getMessage()));
            return FAILED;
        }
    }

    private int run(String command, List<KeyringPath> paths) {
        if (command.equals("doctor") && paths.isEmpty()) {
            return new Doctor(kernel, trial, out).examine() ? DONE : FAILED;
        }
        if (command.equals("show") && paths.isEmpty()) {
            Show.print(keyrings().trees(), out);
        } else if (command.equals("show") && paths.size() == 1) {
            Show.print(keyrings().trees(paths.get(0)), out);
        } else if (command.equals("remove") && paths.size() == 1) {
            keyrings().remove(paths.get(0));
        } else {
            return misused();
        }
        return DONE;
    }

    private Keyrings keyrings() {
        return new Keyrings(kernel.get());
    }

    private int misused() {
        err.print(USAGE);
        return MISUSED;
    }
}
