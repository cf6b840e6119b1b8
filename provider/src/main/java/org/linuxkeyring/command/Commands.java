package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Form;
import org.linuxkeyring.command.terminal.FormChoice;
import org.linuxkeyring.command.terminal.KeyringTreePrinter;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.MissingKeyringException;
import org.linuxkeyring.keyring.Owners;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import picocli.AutoComplete;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands, each as a method; a command with many options is a class. */
@Command(
        name = "linuxkeyring",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after the keys in the Linux kernel's keyrings.",
        footer = {
            "",
            "linuxkeyring stands for: java -jar linuxkeyring-VERSION-all.jar",
            "KEYRING is @u, @s, @us, @p, @t, @persistent, a serial, %%keyring:NAME, or a path below one, such as"
                    + " @u/shop."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:refused or failed, for the reason told", "2:not a command, or not its options"},
        subcommands = {HelpCommand.class, AutoComplete.GenerateCompletion.class})
final class Commands {
    private static final int DONE = 0;

    private final CommandContext context;
    private final boolean hasColours;

    Commands(CommandContext context, boolean hasColours) {
        this.context = context;
        this.hasColours = hasColours;
    }

    @Command(name = "show", description = "Print keyrings with all keys in them as a tree; never a payload.")
    int show(
            @Parameters(
                            index = "0",
                            arity = "0..1",
                            paramLabel = "KEYRING",
                            description = "the keyring (default: all that the process sees)")
                    KeyringPath keyring,
            @Option(names = "--plain", description = "print lines of a name and a value, for screen readers")
                    boolean isPlain)
            throws CommandException {
        KeyringTreePrinter.print(
                trees(keyring), Form.of(false, isPlain, hasColours, context.terminal()), context.out());
        return DONE;
    }

    @Command(
            name = "list",
            description = {
                "Print the entries of a keystore as a tree of the keyrings that hold them: alias, kind, algorithm,"
                        + " days until"
                        + " the certificate expires, when the key expires, permission mask, subject.",
                "Kinds are key, secret, certificate, kernel-held; unreadable, with the reason; and hidden, for one"
                        + " that the"
                        + " keystore does not find, but another of its name. A keyring is of kind keyring."
            })
    int list(
            @Parameters(
                            index = "0",
                            arity = "0..1",
                            paramLabel = "KEYRING",
                            description = "the keyring (default: all that the process sees)")
                    KeyringPath keyring,
            @ArgGroup(exclusive = true, multiplicity = "0..1") FormChoice choice)
            throws CommandException, IOException, GeneralSecurityException {
        List<ListedKeyring> keyrings = EntryListing.of(context, keyring);
        Form form = FormChoice.form(choice, hasColours, context.terminal());
        ListedKeyring.print(keyrings, form, context.out());
        return DONE;
    }

    @Command(
            name = "remove",
            description = {
                "Unlink a keyring from the one above it; keys that nothing else links die.",
                "With --alias, delete that entry alone."
            })
    int remove(
            @Parameters(index = "0", paramLabel = "KEYRING", description = "the keyring") KeyringPath keyring,
            @Option(names = "--alias", paramLabel = "ALIAS", description = "the entry to delete from it") String alias)
            throws CommandException, IOException, GeneralSecurityException {
        if (alias == null) {
            remove(keyring);
            return DONE;
        }
        KeyStore store = KeyStores.forRemoval(context, keyring);
        if (!store.containsAlias(alias)) {
            throw KeyStores.missing(alias, keyring);
        }
        store.deleteEntry(alias);
        return DONE;
    }

    @Command(name = "timeout", description = "Let an entry expire that long from now.")
    int timeout(
            @Parameters(index = "0", paramLabel = "KEYRING", description = "the keyring") KeyringPath keyring,
            @Parameters(index = "1", paramLabel = "ALIAS", description = "the entry") String alias,
            @Parameters(index = "2", paramLabel = "TIME", description = "90s, 15m, 8h, 30d or PT8H; 0 for ever")
                    Duration timeout)
            throws CommandException, IOException, GeneralSecurityException {
        KeyStore store = KeyStores.direct(context, keyring);
        KeyringKeyStore entries = KeyringKeyStore.of(store);
        if (!store.containsAlias(alias) && entries.fault(alias).isEmpty()) {
            throw KeyStores.missing(alias, keyring);
        }
        entries.setTimeout(alias, timeout);
        return DONE;
    }

    private List<KeyringTree> trees(KeyringPath keyring) throws CommandException {
        try {
            return keyring == null ? keyrings().trees() : keyrings().trees(keyring);
        } catch (MissingKeyringException e) {
            throw KeyStores.absent(e, "");
        }
    }

    private void remove(KeyringPath keyring) throws CommandException {
        try {
            keyrings().remove(keyring);
        } catch (MissingKeyringException e) {
            throw KeyStores.absent(e, KeyStores.NOTHING_TO_REMOVE);
        }
    }

    private Keyrings keyrings() {
        return new Keyrings(context.kernel().get(), Owners.all(CommandContext.takeAnySession()));
    }
}
