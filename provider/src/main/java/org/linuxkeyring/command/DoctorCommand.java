package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.doctor.Findings;
import org.linuxkeyring.command.doctor.ReferenceDoctor;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that tells whether a keystore works, on this machine or for a server that is given a reference. */
@Command(
        name = "doctor",
        description = {
            "Tell whether a keystore works here and, if not, why and what to do (exit status 1).",
            "With --reference, tell what a server gets that is given this file as its keystore; nothing is changed."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Option(names = "--reference", paramLabel = "FILE", description = "the file that names the server's keyring")
    private Path reference;

    @Option(names = "--alias", paramLabel = "ALIAS", description = "the entry that the server is to serve")
    private String alias;

    @Option(names = "--json", description = "print an array of findings, for programs")
    private boolean isJson;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private PasswordSource passwords = new PasswordSource();

    private final CommandContext context;

    DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        if (reference == null) {
            if (alias != null || passwords.isGiven()) {
                throw CommandException.misuse("--alias and a password are for --reference. Give --reference FILE");
            }
            return Main.doctor(context, findings());
        }
        char[] password = passwords.isGiven() ? passwords.read(reference.toString(), context) : null;
        try {
            return new ReferenceDoctor(password, findings()).examine(reference, Optional.ofNullable(alias))
                    ? DONE
                    : FAILED;
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    private Findings findings() {
        return isJson ? Findings.json(context.out()) : Findings.text(context.out());
    }
}
