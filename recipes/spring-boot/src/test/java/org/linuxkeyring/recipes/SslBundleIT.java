package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.WEB;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Spring Boot with SSL bundles, one for its server and one for a client: application-bundle.properties and
 * application-client.properties.
 */
class SslBundleIT {
    @TempDir
    Path folder;

    @Test
    void theConfiguredAliasIsServedAndClientsAreAskedForACertificate() throws Exception {
        try (Service service = Service.start()) {
            try (ServletWebServerApplicationContext application = run(service)) {
                Peer.Answer answer = service.peer().get(uri(application));

                assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
                assertEquals(service.certificate(WEB), answer.server());
                assertEquals("TLSv1.3", answer.protocol());
            }
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void aClientShowsTheOneEntryThatItsReferenceFileLetsItSee() throws Exception {
        try (Service service = Service.start()) {
            service.renew("client:shop");
            List<String> entries = service.changes();
            try (ServletWebServerApplicationContext application = run(service)) {
                String greeting = client(application)
                        .get()
                        .uri(uri(application))
                        .retrieve()
                        .body(String.class);

                assertEquals(HelloServer.greeting(service.certificate("client:shop")), greeting);
            }
            assertEquals(entries, service.changes());
        }
    }

    @Test
    void aRenewedCertificateIsServedOnceTheReferenceFileIsTouched() throws Exception {
        try (Service service = Service.start();
                ServletWebServerApplicationContext application = run(service)) {
            X509Certificate old = service.peer().get(uri(application)).server();
            // Told after the server is, which registered first.
            CountDownLatch updated = new CountDownLatch(1);
            application.getBean(SslBundles.class).addBundleUpdateHandler("web", bundle -> updated.countDown());

            service.renew(WEB);
            Files.setLastModifiedTime(folder.resolve("keys.keyring"), FileTime.from(Instant.now()));
            assertTrue(updated.await(1, TimeUnit.MINUTES));

            X509Certificate renewed = service.peer().get(uri(application)).server();
            assertNotEquals(old, renewed);
            assertEquals(service.certificate(WEB), renewed);
        }
    }

    @Test
    void thePageShowsTheBundle() throws Exception {
        assertEquals(List.of(), Page.missing("spring-boot.md", Application.configuration("bundle")));
    }

    private ServletWebServerApplicationContext run(Service service) throws Exception {
        service.keys(folder, "writes=never");
        service.keys(Files.createDirectory(folder.resolve("client")), "writes=never", "prefix=client:");
        service.trust(folder, "writes=never");
        return Application.run("--spring.profiles.active=bundle,client", "--folder=" + folder);
    }

    private static RestClient client(ServletWebServerApplicationContext application) {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(application
                        .getBean(SslBundles.class)
                        .getBundle("client")
                        .createSslContext())
                .build();
        return RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory(client))
                .build();
    }

    private static String uri(ServletWebServerApplicationContext application) {
        return "https://localhost:" + application.getWebServer().getPort() + "/";
    }
}
