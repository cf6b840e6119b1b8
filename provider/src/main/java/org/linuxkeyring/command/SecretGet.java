package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.crypto.SecretKey;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.OpaqueKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that writes the value of a secret, where nobody looks over a shoulder unless that is asked for. */
@Command(
        name = "get",
        description = {
            "Write the value of a secret to standard output, byte for byte.",
            "To a terminal it is written with --show alone, and a line feed after it."
        })
final class SecretGet implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ALIAS", description = "the name of the secret")
    private String alias;

    @Option(
            names = "--keyring",
            paramLabel = "KEYRING",
            description = "where the entry is (default: what the process sees)")
    private KeyringPath keyring;

    @Option(names = "--show", description = "write to a terminal as well")
    private boolean isShowing;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private PasswordSource passwords = new PasswordSource();

    private final CommandContext context;

    SecretGet(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        boolean isSeen = context.terminal().isOutput();
        if (isSeen && !isShowing) {
            throw new CommandException("Standard output is a terminal, which would show the value of '"
                    + Printable.name(alias) + "'. Send it to a program or a file, or give --show");
        }
        Key key = passwords.key(KeyStores.withUsable(alias, context, keyring), alias, context);
        if (!(key instanceof SecretKey)) {
            throw new CommandException("Entry '" + Printable.name(alias)
                    + "' is no secret, but a private key or a certificate, which the command export writes");
        }
        byte[] value = key.getEncoded();
        if (key instanceof OpaqueKey) {
            throw new CommandException("The setting keys=opaque gives the value of '" + Printable.name(alias)
                    + "' to no one. Leave the setting out, or give -Dlinuxkeyring.keys=readable before -jar");
        }
        if (value == null) {
            throw new CommandException("The kernel holds the key of '" + Printable.name(alias)
                    + "' and gives it to no process. Store it again as one that can be read");
        }
        try {
            context.out().write(value, 0, value.length);
            if (isSeen) {
                context.out().println();
            }
            context.out().flush();
        } finally {
            Arrays.fill(value, (byte) 0);
        }
        return 0;
    }
}
