package org.linuxkeyring.command.doctor;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.util.UUID;
import javax.crypto.KeyGenerator;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Writes;

/** The trial of a keystore as an application uses it: an entry is stored, read and deleted. */
public final class KeyStoreTrial {
    private final KeyringLoadStoreParameter settings;

    /**
     * Makes a trial with these settings.
     *
     * @param settings as for every keystore, system properties supply what they leave open
     */
    public KeyStoreTrial(KeyringLoadStoreParameter.Builder settings) {
        this.settings = settings.writes(Writes.IMMEDIATE).build();
    }

    /**
     * Runs the trial, which ends without an exception only if the keystore works. The entry is a new key without any
     * use, under an alias that is not in use.
     */
    void run() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        store.load(settings);
        String alias = "linuxkeyring-doctor-" + UUID.randomUUID();
        Key stored = KeyGenerator.getInstance("AES").generateKey();
        store.setKeyEntry(alias, stored, null, null);
        try {
            Key read = store.getKey(alias, null);
            require(read != null, "was stored, and then was not there");
            require(MessageDigest.isEqual(read.getEncoded(), stored.getEncoded()), "was read back as another");
        } finally {
            store.deleteEntry(alias);
        }
        require(!store.containsAlias(alias), "was deleted, and then was still there");
    }

    private static void require(boolean holds, String otherwise) throws KeyStoreException {
        if (!holds) {
            throw new KeyStoreException("an entry " + otherwise
                    + ". Does another process change the keyring, or do the settings timeout or permissions"
                    + " forbid it?");
        }
    }
}
