package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.WEB;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x serves HTTPS with the one entry that it is told of. */
class VertxIT {
    @TempDir
    Path folder;

    private final String algorithm = KeyManagerFactory.getDefaultAlgorithm();
    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        done(vertx.close());
        Security.setProperty("ssl.KeyManagerFactory.algorithm", algorithm);
    }

    @Test
    void theNamedEntryIsServedAndTheOthersAreLeftAlone() throws Exception {
        try (Service service = Service.start()) {
            HttpServer server = serve(service, entry(service, "writes=on-store"));

            Peer.Answer answer = service.peer().get(uri(server));

            assertEquals("Hello " + service.peer().certificate().getSubjectX500Principal(), answer.body());
            assertEquals(service.certificate(WEB), answer.server());
            assertEquals("TLSv1.3", answer.protocol());
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void withoutAnAliasTheKeyringsEntryIsServed() throws Exception {
        try (Service service = Service.start(WEB)) {
            HttpServer server = serve(service, entry(service, "writes=never").setAlias(null));

            assertEquals(service.certificate(WEB), certificate(service, server));
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void withWritesAtOnceVertxDeletesTheOtherEntries() throws Exception {
        try (Service service = Service.start()) {
            serve(service, entry(service));

            assertEquals(
                    List.of("client", "token", "web-of-last-year"),
                    service.changes().stream()
                            .map(change -> change.replaceFirst("gone: .*;(.*) .*", "$1"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void wherePlainKeystoresAreKeyringsVertxPutsACopyOfTheKeyIntoOne() throws Exception {
        String type = KeyStore.getDefaultType();
        try (Service service = Service.start(WEB)) {
            Security.setProperty("keystore.type", "LINUXKEYRING");
            System.setProperty("linuxkeyring.keyring", service.keyring());

            assertThrows(
                    ExecutionException.class,
                    () -> serve(service, entry(service, "writes=never").setAlias(null)));

            assertTrue(service.changes().get(0).matches("new: .*;key .*"));
        } finally {
            Security.setProperty("keystore.type", type);
            System.clearProperty("linuxkeyring.keyring");
        }
    }

    @Test
    void withAnAliasAndWithoutWritesVertxDoesNotStart() throws Exception {
        try (Service service = Service.start()) {
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> serve(service, entry(service, "writes=never")));

            assertInstanceOf(KeyStoreException.class, failed.getCause());
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void withTheDefaultAlgorithmOfKeyManagersTheNextHandshakeServesTheRenewedCertificate() throws Exception {
        Security.setProperty("ssl.KeyManagerFactory.algorithm", "LINUXKEYRING");
        try (Service service = Service.start()) {
            HttpServer server = serve(service, entry(service, "writes=on-store"));
            assertServesTheRenewedCertificate(service, server);
        }
    }

    @Test
    void aKeyManagerFactoryOfOnesOwnServesTheRenewedCertificateToo() throws Exception {
        try (Service service = Service.start(WEB)) {
            HttpServer server = serve(service, factory(service));
            assertServesTheRenewedCertificate(service, server);
        }
    }

    private void assertServesTheRenewedCertificate(Service service, HttpServer server) throws Exception {
        certificate(service, server);

        service.renew(WEB);

        assertEquals(service.certificate(WEB), certificate(service, server));
    }

    @Test
    void aKeyThatTheKernelHoldsServesThroughAFactoryAlone() throws Exception {
        try (Service service = Service.start(WEB)) {
            service.hold(WEB);
            HttpServer server = serve(service, factory(service));

            assertEquals(service.certificate(WEB), certificate(service, server));
            assertThrows(ExecutionException.class, () -> serve(service, entry(service, "writes=on-store")));
        }
    }

    @Test
    void withServerNamesTheCertificateIsAsOfTheLastUpdate() throws Exception {
        Security.setProperty("ssl.KeyManagerFactory.algorithm", "LINUXKEYRING");
        try (Service service = Service.start()) {
            HttpServerOptions options =
                    options(service, entry(service, "writes=on-store")).setSni(true);
            HttpServer server = listen(options);
            X509Certificate first = service.certificate(WEB);
            service.renew(WEB);

            assertEquals(first, certificate(service, server));

            done(server.updateSSLOptions(options.getSslOptions(), true));

            assertEquals(service.certificate(WEB), certificate(service, server));
        }
    }

    private KeyStoreOptions entry(Service service, String... settings) throws Exception {
        return new KeyStoreOptions()
                .setType("LINUXKEYRING")
                .setPath(service.keys(folder, settings).toString())
                .setAlias(WEB);
    }

    private KeyCertOptions factory(Service service) throws Exception {
        KeyStore keyStore = Service.keyStore(service.keys(folder, "writes=never"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING");
        keys.init(keyStore, null);
        return KeyCertOptions.wrap(keys);
    }

    private HttpServer serve(Service service, KeyCertOptions keys) throws Exception {
        return listen(options(service, keys));
    }

    private HttpServerOptions options(Service service, KeyCertOptions keys) throws Exception {
        return new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(keys)
                .setTrustOptions(new KeyStoreOptions()
                        .setType("LINUXKEYRING")
                        .setPath(service.trust(folder, "writes=never").toString()))
                .setClientAuth(ClientAuth.REQUIRED);
    }

    private HttpServer listen(HttpServerOptions options) throws Exception {
        return done(
                vertx.createHttpServer(options).requestHandler(VertxIT::answer).listen(0, "localhost"));
    }

    private static X509Certificate certificate(Service service, HttpServer server) throws Exception {
        return service.peer().get(uri(server)).server();
    }

    private static String uri(HttpServer server) {
        return "https://localhost:" + server.actualPort() + "/";
    }

    private static void answer(HttpServerRequest request) {
        try {
            X509Certificate client =
                    (X509Certificate) request.connection().peerCertificates().get(0);
            request.response().end("Hello " + client.getSubjectX500Principal());
        } catch (SSLPeerUnverifiedException e) {
            request.response().setStatusCode(403).end();
        }
    }

    private static <T> T done(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
