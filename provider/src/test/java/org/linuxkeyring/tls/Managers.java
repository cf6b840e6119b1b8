package org.linuxkeyring.tls;

import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.LinuxKeyringProvider;

/** Key and trust managers as an application gets them. */
final class Managers {
    private static final Provider PROVIDER = new LinuxKeyringProvider();

    private Managers() {}

    static X509ExtendedKeyManager keys(KeyStore keyStore, char[] password) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        factory.init(keyStore, password);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    static X509ExtendedKeyManager keys(KeyStore keyStore) throws Exception {
        return keys(keyStore, null);
    }

    static X509ExtendedTrustManager trust(KeyStore keyStore) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        factory.init(keyStore);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Returns a context that presents the keys of the keystore, and trusts its certificates. */
    static SSLContext context(KeyStore keyStore) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new X509ExtendedKeyManager[] {keys(keyStore)}, new X509ExtendedTrustManager[] {trust(keyStore)}, null);
        return context;
    }
}
