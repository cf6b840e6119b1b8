package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.CLIENT;
import static org.linuxkeyring.recipes.Service.SPARE;
import static org.linuxkeyring.recipes.Service.WEB;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default context of JSSE, configured by nothing but system properties, with the JDK's own HTTPS server. */
class DefaultContextIT {
    @TempDir
    Path folder;

    @Test
    void theDefaultContextServesAnEntryAndTrustsWhatTheOtherKeyringHolds() throws Exception {
        try (Service service = Service.start()) {
            System.setProperty(
                    "javax.net.ssl.keyStore",
                    service.keys(folder, "writes=never").toString());
            System.setProperty("javax.net.ssl.keyStoreType", "LINUXKEYRING");
            System.setProperty(
                    "javax.net.ssl.trustStore",
                    service.trust(folder, "writes=never").toString());
            System.setProperty("javax.net.ssl.trustStoreType", "LINUXKEYRING");
            HttpsServer server = server(SSLContext.getDefault());
            try {
                Peer.Answer answer = service.peer()
                        .get("https://localhost:" + server.getAddress().getPort() + "/");

                assertEquals("Hello " + service.peer().certificate().getSubjectX500Principal(), answer.body());
                assertTrue(List.of(service.certificate(WEB), service.certificate(CLIENT), service.certificate(SPARE))
                        .contains(answer.server()));
            } finally {
                server.stop(0);
            }
            assertEquals(List.of(), service.changes());
        }
    }

    private static HttpsServer server(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", DefaultContextIT::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        X509Certificate client =
                (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
        byte[] body = ("Hello " + client.getSubjectX500Principal()).getBytes();
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
