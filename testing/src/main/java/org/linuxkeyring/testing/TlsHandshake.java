package org.linuxkeyring.testing;

import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A TLS handshake in which both sides show a certificate, between two SSLEngines, without a socket or a thread. */
public final class TlsHandshake {
    private final SSLEngine client;
    private final SSLEngine server;

    /**
     * Shakes hands once.
     *
     * @param protocol "TLSv1.2" or "TLSv1.3"
     * @param cipherSuites those to choose from; none for the JDK's choice
     * @throws SSLException if the two do not come to terms, one not trusting the other for instance
     */
    public TlsHandshake(SSLContext clientContext, SSLContext serverContext, String protocol, String... cipherSuites)
            throws SSLException {
        this(engine(clientContext, protocol, cipherSuites), List.of(), engine(serverContext, protocol, cipherSuites));
    }

    /** The same, for a server that the client calls by name (SNI). */
    public TlsHandshake(SSLContext clientContext, SSLContext serverContext, SNIServerName name) throws SSLException {
        this(clientContext, serverContext.createSSLEngine(), name);
    }

    /** The same, for an engine that the server's library has made. */
    public TlsHandshake(SSLContext clientContext, SSLEngine server, SNIServerName name) throws SSLException {
        this(engine(clientContext, "TLSv1.3"), List.of(name), server);
    }

    private TlsHandshake(SSLEngine client, List<SNIServerName> names, SSLEngine server) throws SSLException {
        this.client = client;
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(names);
        client.setSSLParameters(parameters);
        this.server = server;
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        run();
    }

    /** The certificate by which the client knows the server. */
    public Certificate serverCertificate() throws SSLPeerUnverifiedException {
        return client.getSession().getPeerCertificates()[0];
    }

    /** The certificate by which the server knows the client. */
    public Certificate clientCertificate() throws SSLPeerUnverifiedException {
        return server.getSession().getPeerCertificates()[0];
    }

    private static SSLEngine engine(SSLContext context, String protocol, String... cipherSuites) {
        SSLEngine engine = context.createSSLEngine();
        engine.setEnabledProtocols(new String[] {protocol});
        if (cipherSuites.length > 0) {
            engine.setEnabledCipherSuites(cipherSuites);
        }
        return engine;
    }

    private void run() throws SSLException {
        // A server may send more than one record after its part of the handshake, which the client does not read any
        // more.
        ByteBuffer toServer = ByteBuffer.allocate(2 * client.getSession().getPacketBufferSize());
        ByteBuffer toClient = ByteBuffer.allocate(2 * server.getSession().getPacketBufferSize());
        client.beginHandshake();
        server.beginHandshake();
        while (isHandshaking(client) || isHandshaking(server)) {
            boolean moved = step(client, toClient, toServer);
            moved |= step(server, toServer, toClient);
            if (!moved) {
                throw new SSLException(
                        "stuck: client " + client.getHandshakeStatus() + ", server " + server.getHandshakeStatus());
            }
        }
    }

    private static boolean isHandshaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTask(engine);
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0;
            case NEED_UNWRAP -> unwrap(engine, in);
            default -> false;
        };
    }

    private static boolean runTask(SSLEngine engine) {
        engine.getDelegatedTask().run();
        return true;
    }

    private static boolean unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        in.flip();
        try {
            return engine.unwrap(in, plain).bytesConsumed() > 0;
        } finally {
            in.compact();
        }
    }
}
