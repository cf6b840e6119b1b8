package org.linuxkeyring.samples.requestkey;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;

/** Uses an entry that is not there yet: the kernel has a helper program make it. */
public final class FirstUse {
    private FirstUse() {}

    /** Takes the file that names the keyring, an alias that the helper knows, and one that it does not. */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(Path.of(args[0]))) {
            keyStore.load(settings, null);
        }
        String known = args[1];
        String unknown = args[2];
        System.out.println("Entries: " + Collections.list(keyStore.aliases()));
        get(keyStore, known);
        get(keyStore, known);
        System.out.println("Entries: " + Collections.list(keyStore.aliases()));
        System.out.println("Certificate of " + known + ": "
                + ((X509Certificate) keyStore.getCertificate(known)).getSubjectX500Principal());

        keyStore.deleteEntry(known);
        System.out.println("Deleted; entries: " + Collections.list(keyStore.aliases()));
        get(keyStore, known);
        get(keyStore, unknown);
        get(keyStore, unknown);
    }

    private static void get(KeyStore keyStore, String alias) throws GeneralSecurityException {
        Key key = keyStore.getKey(alias, null);
        System.out.println("getKey " + alias + ": " + (key == null ? "null" : key.getAlgorithm() + " key"));
    }
}
