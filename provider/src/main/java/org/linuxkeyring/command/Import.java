package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Progress;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringProtection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that copies the entries of a file into a keyring. */
@Command(
        name = "import",
        description = {
            "Store the entries of a PKCS#12, JKS, PEM or DER file in a keyring.",
            "An existing entry is left alone, and then nothing is stored, unless --replace is given.",
            "If one entry is refused, none is stored."
        })
final class Import implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "what to store; PEM: a certificate, or a private key and its chain")
    private Path file;

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            description =
                    "store one entry under this alias (default: its own alias, or the file's name without ending)")
    private String alias;

    @Option(names = "--source-alias", paramLabel = "ALIAS", description = "of the file's entries take this one alone")
    private String sourceAlias;

    @Option(
            names = "--kernel-held",
            description = "have the kernel hold the keys, so that no process can read them again")
    private boolean isKernelHeld;

    @Mixin
    private NewEntries policy = new NewEntries();

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private PasswordSource passwords = new PasswordSource();

    private final CommandContext context;

    Import(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        Map<String, KeyStore.Entry> entries = named(chosen(new EntryFile(file, passwords, context).read()));
        KeyStore store = policy.open(context);
        for (String each : entries.keySet()) {
            policy.requireFree(each, store, "Name another by --alias");
        }
        try (Progress progress = new Progress(context, "entries")) {
            policy.set(progress.counting(entries), store, protection());
        }
        entries.keySet().forEach(each -> context.print("imported '" + each + "'"));
        return 0;
    }

    private Map<String, KeyStore.Entry> chosen(Map<String, KeyStore.Entry> entries) throws CommandException {
        if (entries.isEmpty()) {
            throw new CommandException(file + " has no entries, so there is nothing to import. Name another file");
        }
        if (sourceAlias == null) {
            return entries;
        }
        KeyStore.Entry entry = entries.get(sourceAlias);
        if (entry == null) {
            throw new CommandException(
                    file + " has no entry '" + Printable.name(sourceAlias) + "'. It has: " + entries.keySet());
        }
        return Map.of(sourceAlias, entry);
    }

    private Map<String, KeyStore.Entry> named(Map<String, KeyStore.Entry> entries) throws CommandException {
        if (alias == null) {
            return new LinkedHashMap<>(entries);
        }
        if (entries.size() > 1) {
            throw new CommandException(file + " has " + entries.size() + " entries, which cannot all be '"
                    + Printable.name(alias) + "'. Choose one by --source-alias, of " + entries.keySet());
        }
        return Map.of(alias, entries.values().iterator().next());
    }

    /** Returns the protection of an entry: the kernel can hold keys, which a trusted certificate does not have. */
    private KeyringProtection protection() {
        KeyringProtection.Builder protection = policy.protection();
        if (isKernelHeld) {
            protection.kernelHeld();
        }
        return protection.build();
    }
}
