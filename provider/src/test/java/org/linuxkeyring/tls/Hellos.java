package org.linuxkeyring.tls;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;

/** Questions to a key manager for a host, as JSSE asks them in a handshake. */
public final class Hellos {
    private Hellos() {}

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
