package org.linuxkeyring.possession;

import java.io.IOException;
import java.security.KeyStore;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that loads a keystore on each keyring that its arguments name ({@code none} for the process's keyrings).
 * For each it prints a line with the keyring's name and the result of {@link EntryScript}, or the message if the
 * keystore does not load.
 */
public final class LoadEach {
    private LoadEach() {}

    public static void main(String[] arguments) throws Exception {
        for (String keyring : arguments) {
            System.out.println(keyring + " " + outcome(keyring));
        }
    }

    private static String outcome(String keyring) throws Exception {
        KeyringLoadStoreParameter.Builder settings =
                KeyringLoadStoreParameter.builder().backend(Backend.KERNEL);
        if (!keyring.equals("none")) {
            settings.keyring(keyring);
        }
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        try {
            store.load(settings.build());
        } catch (IOException e) {
            return e.getMessage();
        }
        EntryScript.share(store);
        String told = EntryScript.run(store);
        store.deleteEntry(EntryScript.SHARED);
        return told;
    }
}
