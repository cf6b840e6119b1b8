package org.linuxkeyring.samples.sharedsecret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.SecretKey;

/** Verifies a token by the secret in the keyring, then waits until the secret has expired. */
public final class Verify {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private Verify() {}

    /** Takes the file that names the keyring, and the token. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        verify(Path.of(args[0]), Token.parse(args[1]));
    }

    static void verify(Path reference, Token token) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            keyStore.load(settings, null);
        }
        SecretKey secret = (SecretKey) keyStore.getKey("token-secret", null);
        System.out.println(token.isBy(secret) ? "Valid: " + token.user() : "Forged");

        Instant deadline = Instant.now().plus(PATIENCE);
        while (keyStore.containsAlias("token-secret")) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("The secret is still there after " + PATIENCE);
            }
            Thread.sleep(INTERVAL.toMillis());
        }
        System.out.println("Expired: the keystore has " + keyStore.size() + " entries");
        try {
            System.out.println("getKey: " + keyStore.getKey("token-secret", null));
        } catch (UnrecoverableKeyException e) {
            System.out.println("getKey: " + e.getMessage());
        }
    }
}
