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
import org.linuxkeyring.keystore.Reading;

/** Trusts the certificates that the keyring holds at the time of the question; the JDK's own trust manager judges by them. */
final class KeyringTrustManager extends X509ExtendedTrustManager {
    private final CurrentEntries entries;
    private volatile Generation latest;

    KeyringTrustManager(CurrentEntries entries) {
        this.entries = entries;
        this.latest = new Generation(entries.certificates(Reading.none()));
    }

    /** What the keyring holds from one change to the next. */
    private static final class Generation {
        private final Reading<X509Certificate> reading;
        private final boolean isEmpty;
        private final X509ExtendedTrustManager judge;

        Generation(Reading<X509Certificate> reading) {
            this.reading = reading;
            Map<String, KeyStore.Entry> trusted = new LinkedHashMap<>();
            reading.entries()
                    .forEach((alias, certificate) -> trusted.put(alias, new TrustedCertificateEntry(certificate)));
            this.isEmpty = trusted.isEmpty();
            this.judge = judge(trusted);
        }

        private static X509ExtendedTrustManager judge(Map<String, KeyStore.Entry> trusted) {
            try {
                TrustManagerFactory factory = TrustManagerFactory.getInstance(KeyringTrustManagerFactory.JDK_ALGORITHM);
                factory.init(FixedKeyStore.of(trusted));
                return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK's trust manager takes any keystore", e);
            }
        }
    }

    private Generation now() {
        Generation last = latest;
        Reading<X509Certificate> reading = entries.certificates(last.reading);
        if (reading == last.reading) {
            return last;
        }
        Generation changed = new Generation(reading);
        latest = changed;
        return changed;
    }

    /** The JDK's, with no certificate, fails with a RuntimeException. */
    private X509ExtendedTrustManager judge() throws CertificateException {
        Generation now;
        try {
            now = now();
        } catch (KeyringException e) {
            throw new CertificateException("Whom to trust cannot be read from the keyring: " + e.getMessage(), e);
        }
        if (now.isEmpty) {
            throw new CertificateException("The keyring holds no certificate to trust. Import one");
        }
        return now.judge;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return now().judge.getAcceptedIssuers();
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
