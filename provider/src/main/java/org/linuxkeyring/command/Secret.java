package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Form;
import org.linuxkeyring.command.terminal.FormChoice;
import org.linuxkeyring.spec.KeyringPath;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands for passwords, tokens and other strings, which are secret keys with the algorithm RAW. */
@Command(name = "secret", description = "Store and read passwords, tokens and other strings.")
final class Secret {
    private final CommandContext context;
    private final boolean hasColours;

    Secret(CommandContext context, boolean hasColours) {
        this.context = context;
        this.hasColours = hasColours;
    }

    @Command(
            name = "list",
            description = "Print the entries that are secrets, or cannot be read, as the command list does; no value.")
    int list(
            @Parameters(
                            index = "0",
                            arity = "0..1",
                            paramLabel = "KEYRING",
                            description = "the keyring (default: all that the process sees)")
                    KeyringPath keyring,
            @ArgGroup(exclusive = true, multiplicity = "0..1") FormChoice choice)
            throws CommandException, IOException, GeneralSecurityException {
        List<ListedKeyring> keyrings = EntryListing.of(context, keyring).stream()
                .map(ListedKeyring::secrets)
                .toList();
        Form form = FormChoice.form(choice, hasColours, context.terminal());
        ListedKeyring.print(keyrings, form, context.out());
        return 0;
    }
}
