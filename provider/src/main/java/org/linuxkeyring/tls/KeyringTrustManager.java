package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.CurrentEntries;

/** Trusts the certificates that the keyring holds at the time of the question; the JDK's own trust manager judges by them. */
final class KeyringTrustManager extends X509ExtendedTrustManager {
    private final Latest<X509Certificate, X509ExtendedTrustManager> latest;

    KeyringTrustManager(CurrentEntries entries) {
        this.latest = new Latest<>(entries::certificates, KeyringTrustManager::judge);
    }

    private static X509ExtendedTrustManager judge(Map<String, X509Certificate> certificates) {
        Map<String, KeyStore.Entry> trusted = new LinkedHashMap<>();
        certificates.forEach((alias, certificate) -> trusted.put(alias, new TrustedCertificateEntry(certificate)));
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(KeyringTrustManagerFactory.JDK_ALGORITHM);
            factory.init(FixedKeyStore.of(trusted));
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's trust manager takes any keystore", e);
        }
    }

    /** The JDK's, with no certificate, fails with a RuntimeException. */
    private X509ExtendedTrustManager judge() throws CertificateException {
        Latest.Generation<X509Certificate, X509ExtendedTrustManager> now;
        try {
            now = latest.now();
        } catch (KeyringException e) {
            throw new CertificateException("Whom to trust cannot be read from the keyring: " + e.getMessage(), e);
        }
        if (now.entries().isEmpty()) {
            throw new CertificateException("The keyring holds no certificate to trust. Import one");
        }
        return now.manager();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return latest.now().manager().getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge().checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge().checkServerTrusted(chain, authType, engine);
    }
}
