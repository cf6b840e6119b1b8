package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
            names = "--keyring",
            paramLabel = "KEYRING",
            description = "where, such as @u/shop (default: @u); made if missing")
    private KeyringPath keyring;

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            description =
                    "store one entry under this alias (default: its own alias, or the file's name without ending)")
    private String alias;

    @Option(names = "--source-alias", paramLabel = "ALIAS", description = "of the file's entries take this one alone")
    private String sourceAlias;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long it lives: 90s, 15m, 8h, 30d or PT8H (default: for ever)")
    private Duration timeout;

    @Option(
            names = "--kernel-held",
            description = "have the kernel hold the keys, so that no process can read them again")
    private boolean isKernelHeld;

    @Option(
            names = "--permissions",
            paramLabel = "MASK",
            description = "in hex or letters: 0x3f010000, alswrv-----v------------ (default: the kernel's)")
    private Permissions permissions;

    @Option(names = "--replace", description = "replace entries that exist")
    private boolean isReplacing;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private PasswordSource passwords = new PasswordSource();

    private final CommandContext context;

    Import(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        Map<String, KeyStore.Entry> entries = named(chosen(new EntryFile(file, passwords, context).read()));
        KeyStore store = KeyStores.direct(context, keyring, true);
        for (String each : entries.keySet()) {
            if (!isReplacing && store.containsAlias(each)) {
                throw new CommandException("There is an entry with alias '" + Printable.name(each)
                        + "' already. Name another by --alias, or give --replace");
            }
        }
        KeyringKeyStore.of(store).setEntries(entries, protection());
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
        KeyringProtection.Builder protection = KeyringProtection.builder();
        if (timeout != null) {
            protection.timeout(timeout);
        }
        if (permissions != null) {
            protection.permissions(permissions);
        }
        if (isKernelHeld) {
            protection.kernelHeld();
        }
        return protection.build();
    }
}
