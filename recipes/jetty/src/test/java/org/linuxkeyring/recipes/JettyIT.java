package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.recipes.Service.CLIENT;
import static org.linuxkeyring.recipes.Service.SPARE;
import static org.linuxkeyring.recipes.Service.WEB;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SniX509ExtendedKeyManager.SniSelector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jetty's server and client, configured as in docs/recipes/jetty.md. */
class JettyIT {
    @TempDir
    Path folder;

    /** All three certificates are for localhost, and one of these two is not the first of them. */
    @ParameterizedTest
    @ValueSource(strings = {WEB, SPARE})
    void serverAndClientShowTheConfiguredAliases(String alias) throws Exception {
        try (Service service = Service.start()) {
            try (Running jetty = start(service, alias)) {
                Peer.Answer answer = service.peer().get(jetty.uri());
                assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
                assertEquals(service.certificate(alias), answer.server());
                assertEquals("TLSv1.3", answer.protocol());

                assertEquals(HelloServer.greeting(service.certificate(CLIENT)), greeting(jetty));
            }
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void theNextHandshakeServesARenewedCertificate() throws Exception {
        try (Service service = Service.start();
                Running jetty = start(service, WEB)) {
            X509Certificate old = service.peer().get(jetty.uri()).server();
            service.renew(WEB);

            X509Certificate renewed = service.peer().get(jetty.uri()).server();
            assertNotEquals(old, renewed);
            assertEquals(service.certificate(WEB), renewed);
        }
    }

    private Running start(Service service, String alias) throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        configure(tls, service, alias);
        tls.setSNISelector((keyType, issuers, session, host, certificates) -> SniSelector.DELEGATE);
        tls.setNeedClientAuth(true);
        HttpConfiguration https = new HttpConfiguration();
        // Without it a request does not tell of the client's certificate.
        https.addCustomizer(new SecureRequestCustomizer());
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(https));
        connector.setHost("localhost");
        server.addConnector(connector);
        server.setHandler(new Hello());
        server.start();
        return new Running(server, connector, service);
    }

    private void configure(SslContextFactory tls, Service service, String alias) throws Exception {
        tls.setKeyStorePath(service.keys(folder, "writes=never"));
        tls.setKeyStoreType("LINUXKEYRING");
        tls.setCertAlias(alias);
        tls.setKeyManagerFactoryAlgorithm("LINUXKEYRING");
        tls.setTrustStorePath(service.trust(folder, "writes=never").toString());
        tls.setTrustStoreType("LINUXKEYRING");
        tls.setTrustManagerFactoryAlgorithm("LINUXKEYRING");
    }

    private String greeting(Running jetty) throws Exception {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        configure(tls, jetty.service(), CLIENT);
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(tls);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.start();
        try {
            return client.GET(jetty.uri()).getContentAsString();
        } finally {
            client.stop();
        }
    }

    private record Running(Server server, ServerConnector connector, Service service) implements AutoCloseable {
        String uri() {
            return "https://localhost:" + connector.getLocalPort() + "/";
        }

        @Override
        public void close() {
            LifeCycle.stop(server);
        }
    }

    private static final class Hello extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            EndPoint.SslSessionData session =
                    (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
            Content.Sink.write(response, true, HelloServer.greeting(session.peerCertificates()[0]), callback);
            return true;
        }
    }
}
