package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
