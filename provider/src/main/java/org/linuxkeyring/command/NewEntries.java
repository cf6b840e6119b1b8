package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Map;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of commands that store entries: where, and with which policy. */
final class NewEntries {
    /** The place, which one option names. */
    static final class Place {
        @Option(
                names = "--keyring",
                paramLabel = "KEYRING",
                description = "where, such as @u/shop (default: @u); made if missing")
        private KeyringPath keyring;

        @Option(
                names = "--reference",
                paramLabel = "FILE",
                description =
                        "the file of a keystore instead of --keyring; its entries are sealed anew, if it has such")
        private Path reference;
    }

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private Place place = new Place();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long it lives: 90s, 15m, 8h, 30d or PT8H (default: for ever)")
    private Duration timeout;

    @Option(
            names = "--permissions",
            paramLabel = "MASK",
            description = "in hex or letters: 0x3f010000, alswrv-----v------------ (default: the kernel's)")
    private Permissions permissions;

    @Option(names = "--replace", description = "replace entries that exist")
    private boolean isReplacing;

    KeyStore open(CommandContext context) throws IOException, GeneralSecurityException {
        return place.reference == null
                ? KeyStores.directOrNew(context, place.keyring)
                : KeyringFile.of(place.reference).load();
    }

    /** Stores entries, and the keystore's file anew if that was named. */
    void set(Map<String, KeyStore.Entry> entries, KeyStore store, KeyringProtection protection)
            throws CommandException, IOException, KeyStoreException {
        KeyringKeyStore.of(store).setEntries(entries, protection);
        if (place.reference == null) {
            return;
        }
        try {
            KeyringFile.of(place.reference).store(store);
        } catch (IOException e) {
            throw new CommandException(
                    "What was to be stored is in the keyring, but the file " + place.reference + " is as it was: "
                            + e.getMessage() + ". Once that is mended, give the command again, with --replace",
                    e);
        }
    }

    /** Refuses an alias that is taken, unless entries are to be replaced; the remedy says how to name another. */
    void requireFree(String alias, KeyStore store, String remedy) throws CommandException, GeneralSecurityException {
        if (!isReplacing && store.containsAlias(alias)) {
            throw new CommandException("There is an entry with alias '" + Printable.name(alias) + "' already. " + remedy
                    + ", or give --replace");
        }
    }

    /** Returns the protection that the options ask for, to which a command may add. */
    KeyringProtection.Builder protection() {
        KeyringProtection.Builder protection = KeyringProtection.builder();
        if (timeout != null) {
            protection.timeout(timeout);
        }
        if (permissions != null) {
            protection.permissions(permissions);
        }
        return protection;
    }
}
