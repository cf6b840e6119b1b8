package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.recipes.Service.CLIENT;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.BasicHttpClientResponseHandler;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache HttpClient 5, configured as in docs/recipes/httpclient.md. */
class HttpClientIT {
    @TempDir
    Path folder;

    @Test
    void theChosenAliasIsShownToAServerThatTheTrustKeyringVouchesFor() throws Exception {
        try (Service service = Service.start()) {
            try (HelloServer server = HelloServer.start(service.peer().context());
                    CloseableHttpClient client = client(service)) {
                assertEquals(HelloServer.greeting(service.certificate(CLIENT)), get(client, server));
            }
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void theNextHandshakeShowsARenewedCertificate() throws Exception {
        try (Service service = Service.start();
                CloseableHttpClient client = client(service)) {
            try (HelloServer server = HelloServer.start(service.peer().context())) {
                get(client, server);
            }
            service.renew(CLIENT);

            // Another server, with which there is neither a connection nor a session.
            try (HelloServer server = HelloServer.start(service.peer().context())) {
                assertEquals(HelloServer.greeting(service.certificate(CLIENT)), get(client, server));
            }
        }
    }

    private CloseableHttpClient client(Service service) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContexts.custom()
                .setKeyStoreType("LINUXKEYRING")
                .setKeyManagerFactoryAlgorithm("LINUXKEYRING")
                .setTrustManagerFactoryAlgorithm("LINUXKEYRING")
                .loadKeyMaterial(service.keys(folder, "writes=never"), null, null, (aliases, parameters) -> CLIENT)
                .loadTrustMaterial(service.trust(folder, "writes=never"))
                .build();
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                                .setSslContext(context)
                                .buildClassic())
                        .build())
                .build();
    }

    private static String get(CloseableHttpClient client, HelloServer server) throws IOException {
        return client.execute(new HttpGet(server.uri()), new BasicHttpClientResponseHandler());
    }
}
