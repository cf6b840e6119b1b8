package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Writes;

/**
 * The keystores of the keyrings that commands name. Without a name, a keystore has the keyring of the settings, or all
 * that the process sees.
 */
final class KeyStores {
    private KeyStores() {}

    static KeyStore forReading(CommandContext context, KeyringPath keyring)
            throws IOException, GeneralSecurityException {
        return loaded(settings(context, keyring).create(false).writes(Writes.NEVER));
    }

    /** Opens a keystore that changes the keyring at once. */
    static KeyStore direct(CommandContext context, KeyringPath keyring, boolean create)
            throws IOException, GeneralSecurityException {
        return loaded(settings(context, keyring).create(create).writes(Writes.IMMEDIATE));
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
        Optional<String> fault =
                KeyringKeyStore.of(direct(context, keyring, false)).fault(alias);
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
                + ". See: list" + (keyring == null ? "" : " " + Printable.name(keyring.toString())));
    }

    private static KeyringLoadStoreParameter.Builder settings(CommandContext context, KeyringPath keyring) {
        KeyringLoadStoreParameter.Builder settings = context.settings().get();
        return keyring == null ? settings : settings.keyring(keyring);
    }
}
