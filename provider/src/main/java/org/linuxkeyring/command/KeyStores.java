package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.KeyringPath;
import org.linuxkeyring.keystore.EntryProtection;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;

/** Opens keystores on the keyrings that commands name; with none, what the process sees, or the setting has. */
final class KeyStores {
    private KeyStores() {}

    static KeyStore forReading(CommandContext surroundings, KeyringPath keyring)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(LinuxKeyringKeyStore.TYPE, new LinuxKeyringProvider());
        store.load(settings(surroundings, keyring).create(false).writes("never").build());
        return store;
    }

    /**
     * One that changes the keyring at once, with what KeyStore does not offer, or not in every JDK: attributes without
     * a password, timeouts, several entries or none.
     */
    static LinuxKeyringKeyStore direct(CommandContext surroundings, KeyringPath keyring, boolean create)
            throws IOException, GeneralSecurityException {
        KeyringLoadStoreParameter settings = settings(surroundings, keyring)
                .create(create)
                .writes("immediate")
                .build();
        LinuxKeyringKeyStore store =
                new LinuxKeyringKeyStore(Map::of, parameter -> Optional.of(settings.settings()), EntryProtection::of);
        store.engineLoad(settings);
        return store;
    }

    static CommandException missing(String alias, KeyringPath keyring) {
        String where = keyring == null ? "" : " in " + Printable.name(keyring.toString());
        return new CommandException("There is no entry with alias '" + Printable.name(alias) + "'" + where
                + ". See: list" + (keyring == null ? "" : " " + Printable.name(keyring.toString())));
    }

    private static KeyringLoadStoreParameter.Builder settings(CommandContext surroundings, KeyringPath keyring) {
        KeyringLoadStoreParameter.Builder settings = surroundings.settings().get();
        return keyring == null ? settings : settings.keyring(keyring.toString());
    }
}
