package org.linuxkeyring.tls;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.LinuxKeyringProvider;

/** Key and trust managers as an application gets them, and questions to them as JSSE asks them. */
public final class Managers {
    private static final Provider PROVIDER = new LinuxKeyringProvider();

    private Managers() {}

    public static X509ExtendedKeyManager keys(KeyStore keyStore, char[] password) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        factory.init(keyStore, password);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    public static X509ExtendedKeyManager keys(KeyStore keyStore) throws Exception {
        return keys(keyStore, null);
    }

    public static X509ExtendedTrustManager trust(KeyStore keyStore) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        factory.init(keyStore);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Returns a context that presents the keys of the keystore, and trusts its certificates. */
    public static SSLContext context(KeyStore keyStore) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new X509ExtendedKeyManager[] {keys(keyStore)}, new X509ExtendedTrustManager[] {trust(keyStore)}, null);
        return context;
    }

    /** Returns a server's engine in a handshake with a client that calls it by this name; null for none. */
    public static SSLEngine engine(String host) {
        ExtendedSSLSession session = mock(ExtendedSSLSession.class);
        List<SNIServerName> names =
                host == null ? List.of() : List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII)));
        when(session.getRequestedServerNames()).thenReturn(names);
        when(session.getProtocol()).thenReturn("TLSv1.3");
        when(session.getPeerSupportedSignatureAlgorithms())
                .thenReturn(new String[] {"SHA256withECDSA", "SHA256withRSA"});
        SSLEngine engine = mock(SSLEngine.class);
        when(engine.getHandshakeSession()).thenReturn(session);
        when(engine.getSSLParameters()).thenReturn(new SSLParameters());
        return engine;
    }

    /** Returns the certificate that a host is served; empty if no key suits. */
    public static Optional<X509Certificate> served(X509ExtendedKeyManager manager, String keyType, SSLEngine engine) {
        return Optional.ofNullable(manager.chooseEngineServerAlias(keyType, null, engine))
                .map(alias -> manager.getCertificateChain(alias)[0]);
    }
}
