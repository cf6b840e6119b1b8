package org.linuxkeyring.recipes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The JDK's own HTTPS server, which asks its clients for a certificate and greets them by the name in it. */
public final class HelloServer implements AutoCloseable {
    private final HttpsServer server;

    private HelloServer(HttpsServer server) {
        this.server = server;
    }

    public static HelloServer start(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", HelloServer::answer);
        server.start();
        return new HelloServer(server);
    }

    public String uri() {
        return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    /** What a client with this certificate is answered. */
    public static String greeting(X509Certificate client) {
        return "Hello " + client.getSubjectX500Principal();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        X509Certificate client =
                (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
        byte[] body = greeting(client).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
