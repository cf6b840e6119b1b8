package org.linuxkeyring.samples.provisioned;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HexFormat;

/** Uses what other programs put into the keyring: a PEM key with its certificate, and a token that is just bytes. */
public final class Use {
    private Use() {}

    /** Takes the file that names the keyring. */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(Path.of(args[0]))) {
            keyStore.load(settings, null);
        }
        System.out.println("Entries: " + Collections.list(keyStore.aliases()));
        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);

        PrivateKey key = (PrivateKey) keyStore.getKey("web", null);
        X509Certificate certificate = (X509Certificate) keyStore.getCertificate("web");
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(message);
        System.out.println("web: " + key.getAlgorithm() + " key of " + certificate.getSubjectX500Principal()
                + ", its signature is " + (signature.verify(signed) ? "good" : "bad"));

        Key token = keyStore.getKey("token", null);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getEncoded());
        System.out.println("token: " + token.getAlgorithm() + " bytes, their SHA-256 is "
                + HexFormat.of().formatHex(digest));
    }
}
