package org.linuxkeyring.tools;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.linuxkeyring.LinuxKeyringProvider;

/**
 * A program that copies a trust store into a keyring twice, and then verifies a certificate with it as a TLS client
 * does. Its arguments are the trust store, the keyring's reference file, a server's certificate and the trust store's
 * password.
 */
public final class TrustAnchors {
    private TrustAnchors() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore from = loaded(KeyStore.getInstance("PKCS12"), arguments[0], arguments[3]);
        KeyStore store =
                loaded(KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider()), arguments[1], arguments[3]);
        for (int round = 0; round < 2; round++) {
            for (String alias : Collections.list(from.aliases())) {
                store.setCertificateEntry(alias, from.getCertificate(alias));
            }
            System.out.println("stored " + store.size());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
        manager.checkServerTrusted(new X509Certificate[] {certificate(arguments[2])}, "RSA");
        System.out.println("trusted by one of " + manager.getAcceptedIssuers().length);
    }

    private static KeyStore loaded(KeyStore store, String file, String password) throws Exception {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password.toCharArray());
            return store;
        }
    }

    private static X509Certificate certificate(String file) throws Exception {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
