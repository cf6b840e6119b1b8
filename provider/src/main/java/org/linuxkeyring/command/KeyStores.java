package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.MissingKeyringException;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Writes;

/**
 * The keystores of the keyrings that commands name. Without a name, a keystore has the keyring of the settings, or all
 * that the process sees.
 */
final class KeyStores {
    /** The end of a message about a missing keyring to a command that removes. */
    static final String NOTHING_TO_REMOVE = ", so there is nothing to remove";

    private KeyStores() {}

    static KeyStore forReading(CommandContext context, KeyringPath keyring)
            throws CommandException, IOException, GeneralSecurityException {
        return existing(settings(context, keyring).writes(Writes.NEVER), "");
    }

    /** Opens a keystore that changes the keyring at once. */
    static KeyStore direct(CommandContext context, KeyringPath keyring)
            throws CommandException, IOException, GeneralSecurityException {
        return existing(settings(context, keyring).writes(Writes.IMMEDIATE), "");
    }

    /** Opens a keystore to remove an entry from it. */
    static KeyStore forRemoval(CommandContext context, KeyringPath keyring)
            throws CommandException, IOException, GeneralSecurityException {
        return existing(settings(context, keyring).writes(Writes.IMMEDIATE), NOTHING_TO_REMOVE);
    }

    /** Opens a keystore that changes the keyring at once, which is made if it is missing. */
    static KeyStore directOrNew(CommandContext context, KeyringPath keyring)
            throws IOException, GeneralSecurityException {
        return loaded(settings(context, keyring).create(true).writes(Writes.IMMEDIATE));
    }

    private static KeyStore existing(KeyringLoadStoreParameter.Builder settings, String consequence)
            throws CommandException, IOException, GeneralSecurityException {
        try {
            return loaded(settings.create(false));
        } catch (IOException e) {
            if (e.getCause() instanceof MissingKeyringException missing) {
                throw absent(missing, consequence);
            }
            throw e;
        }
    }

    /** Tells of a missing keyring, whose message would say how to make one, where to look for the one that is meant. */
    static CommandException absent(MissingKeyringException missing, String consequence) {
        // A keyring of a thread or process alone is another, or none, in the program that looks.
        String place = Set.of("@t", "@p").contains(missing.place()) ? "" : missing.place();
        return new CommandException(
                missing.fact() + consequence + ". See what is there: linuxkeyring show" + (place.isEmpty() ? "" : " ")
                        + place,
                missing);
    }

    private static KeyStore loaded(KeyringLoadStoreParameter.Builder settings)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        store.load(settings.build());
        return store;
    }

    /**
     * Opens a keystore for reading that has an entry which can be used, and otherwise tells the reason, for which
     * KeyStore has no method.
     */
    static KeyStore withUsable(String alias, CommandContext context, KeyringPath keyring)
            throws CommandException, IOException, GeneralSecurityException {
        Optional<String> fault = KeyringKeyStore.of(direct(context, keyring)).fault(alias);
        if (fault.isPresent()) {
            throw new CommandException("Entry '" + Printable.name(alias) + "' cannot be used: " + fault.get());
        }
        KeyStore store = forReading(context, keyring);
        if (!store.containsAlias(alias)) {
            throw missing(alias, keyring);
        }
        return store;
    }

    static CommandException missing(String alias, KeyringPath keyring) {
        String where = keyring == null ? "" : " in " + Printable.name(keyring.toString());
        return new CommandException("There is no entry with alias '" + Printable.name(alias) + "'" + where
                + ". See: linuxkeyring list" + (keyring == null ? "" : " " + Printable.name(keyring.toString())));
    }

    private static KeyringLoadStoreParameter.Builder settings(CommandContext context, KeyringPath keyring) {
        KeyringLoadStoreParameter.Builder settings = context.settings().get();
        return keyring == null ? settings : settings.keyring(keyring);
    }
}
