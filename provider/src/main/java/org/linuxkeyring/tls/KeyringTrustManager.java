package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.tls.CurrentManager.Generation;

/**
 * A trust manager that trusts the certificates which the keyring holds at the time of each call. The JDK's trust
 * manager checks the peer's chain.
 */
final class KeyringTrustManager extends X509ExtendedTrustManager {
    private final Optional<Callout> callout;
    private final CurrentManager<X509Certificate, X509ExtendedTrustManager> managers;

    KeyringTrustManager(ServedEntries entries) {
        this.callout = Callout.of(entries);
        this.managers = new CurrentManager<>(
                entries::certificates, KeyringTrustManager::judge, UnaryOperator.identity(), callout);
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

    @FunctionalInterface
    private interface Question {
        void ask(X509ExtendedTrustManager manager) throws CertificateException;
    }

    /** Asks the JDK's manager. A refusal is final once no certificate is missing that a helper program can make. */
    private void judge(Question question) throws CertificateException {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<X509Certificate, X509ExtendedTrustManager> now = now();
            try {
                question.ask(judge(now));
                return;
            } catch (CertificateException e) {
                boolean isEmpty = now.entries().isEmpty();
                if (callout.filter(each -> each.await(now.missing(each.named()), made, isEmpty))
                        .isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private Generation<X509Certificate, X509ExtendedTrustManager> now() throws CertificateException {
        try {
            return managers.current();
        } catch (KeyringException e) {
            throw new CertificateException("Whom to trust cannot be read from the keyring: " + e.getMessage(), e);
        }
    }

    /** Returns the JDK's manager, which without any certificate would fail with a RuntimeException. */
    private static X509ExtendedTrustManager judge(Generation<X509Certificate, X509ExtendedTrustManager> now)
            throws CertificateException {
        if (now.entries().isEmpty()) {
            throw new CertificateException("The keyring holds no certificate to trust. Import one");
        }
        return now.manager();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<X509Certificate, X509ExtendedTrustManager> now = managers.current();
            if (callout.filter(each -> each.await(now.missing(each.named()), made, false))
                    .isEmpty()) {
                return now.manager().getAcceptedIssuers();
            }
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge(manager -> manager.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge(manager -> manager.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge(manager -> manager.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge(manager -> manager.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge(manager -> manager.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge(manager -> manager.checkServerTrusted(chain, authType, engine));
    }
}
