package org.linuxkeyring.tools;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.linuxkeyring.LinuxKeyringProvider;

/** A program that trusts as a TLS client does. Arguments: the keystore's reference file and a server's certificate. */
public final class TrustAnchors {
    private TrustAnchors() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        try (InputStream reference = Files.newInputStream(Path.of(arguments[0]));
                InputStream certificate = Files.newInputStream(Path.of(arguments[1]))) {
            store.load(reference, null);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
            X509Certificate server =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(certificate);
            manager.checkServerTrusted(new X509Certificate[] {server}, "RSA");
            System.out.println("trusted by one of " + manager.getAcceptedIssuers().length);
        }
    }
}
