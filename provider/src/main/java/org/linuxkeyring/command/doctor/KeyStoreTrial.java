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

/** Tries a keystore out, as an application would use it: one entry is stored, read and deleted. */
public final class KeyStoreTrial {
    private final KeyringLoadStoreParameter settings;

    /** @param settings what is not set is taken from system properties, as by every keystore */
    public KeyStoreTrial(KeyringLoadStoreParameter.Builder settings) {
        this.settings = settings.writes(Writes.IMMEDIATE).build();
    }

    /**
     * Ends without an exception only where a keystore works; the entry is a new key of no use under a name of no one's.
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
