package org.linuxkeyring.tools;

import java.security.KeyStore;
import java.security.PrivateKey;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;

/**
 * A program that, with default settings, fetches the private key that keytool stored, stores a secret key beside it,
 * fetches that too, and deletes both. Arguments: alias and password of the private key.
 */
public final class FetchAndStore {
    static final String DONE = "fetched and stored\n";

    private FetchAndStore() {}

    public static void main(String[] arguments) throws Exception {
        String alias = arguments[0];
        String own = alias + "-secret";
        SecretKey secret = new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "AES");
        KeyStore store = keyStore();
        try {
            PrivateKey key = (PrivateKey) store.getKey(alias, arguments[1].toCharArray());
            store.setKeyEntry(own, secret, null, null);
            if (key.getEncoded() != null && secret.equals(keyStore().getKey(own, null))) {
                System.out.print(DONE);
            }
        } finally {
            store.deleteEntry(own);
            store.deleteEntry(alias);
        }
    }

    private static KeyStore keyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(null, null);
        return store;
    }
}
