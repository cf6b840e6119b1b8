package org.linuxkeyring.samples.sharedsecret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** Makes a secret, leaves it in the keyring and issues a token with it. */
public final class Issue {
    private Issue() {}

    /** Takes the file that names the keyring, and the name of a user. */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        System.out.println(issue(Path.of(args[0]), args[1]));
    }

    static Token issue(Path reference, String user) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            keyStore.load(settings, null);
        }
        SecretKey secret = KeyGenerator.getInstance("HmacSHA256").generateKey();
        keyStore.setKeyEntry("token-secret", secret, null, null);
        return Token.of(user, secret);
    }
}
