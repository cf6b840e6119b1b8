package org.linuxkeyring.dropin;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Puts a bare and a password-protected key into the default keystore, and prints what a second instance finds of them.
 */
final class StoreAndFetch {
    /** What it prints if all is well. */
    static final String SUCCESS = "[bare, locked] true true\n";

    private static final char[] PASSWORD = "correct horse".toCharArray();

    private StoreAndFetch() {}

    public static void main(String[] args) throws GeneralSecurityException, IOException {
        Registration.valueOf(args[0]).register();
        SecretKey key = new SecretKeySpec(new byte[16], "AES");

        KeyStore writer = load();
        writer.setKeyEntry("bare", key, null, null);
        writer.setKeyEntry("locked", key, PASSWORD, null);

        KeyStore reader = load();
        System.out.println(new TreeSet<>(Collections.list(reader.aliases())) + " "
                + key.equals(reader.getKey("bare", null)) + " " + key.equals(reader.getKey("locked", PASSWORD)));
    }

    private static KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING");
        store.load(null, null);
        return store;
    }
}
