package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.recipes.Service.WEB;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.CatalinaBaseConfigurationSource;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat, with the server.xml and the JVM options of docs/recipes/tomcat.md. */
class TomcatIT {
    /** One for all tests: Tomcat notes it in the system property {@code catalina.base}. */
    @TempDir
    static Path folder;

    @Test
    void theConfiguredAliasIsServedAndNothingIsWritten() throws Exception {
        try (Service service = Service.start();
                Running tomcat = start(service, "writes=never", "keys=opaque")) {
            Peer.Answer answer = service.peer().get(tomcat.uri());

            assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
            assertEquals(service.certificate(WEB), answer.server());
            assertEquals("TLSv1.3", answer.protocol());
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void theNextHandshakeServesARenewedCertificate() throws Exception {
        try (Service service = Service.start();
                Running tomcat = start(service, "writes=never", "keys=opaque")) {
            X509Certificate old = service.peer().get(tomcat.uri()).server();
            service.renew(WEB);

            X509Certificate renewed = service.peer().get(tomcat.uri()).server();

            assertNotEquals(old, renewed);
            assertEquals(service.certificate(WEB), renewed);
        }
    }

    /**
     * The second instance is loaded from nothing, so it has the settings of the JVM and not those of the reference
     * file.
     */
    @Test
    void aReadableKeyIsCopiedIntoTheKeyringThatTheJvmsSettingsName() throws Exception {
        try (Service service = Service.start()) {
            System.setProperty("linuxkeyring.keyring", service.keyring());
            try (Running tomcat = start(service, "writes=never")) {
                assertEquals(
                        service.certificate(WEB),
                        service.peer().get(tomcat.uri()).server());
                assertEquals(2, service.changes().size(), service.changes()::toString);
            }
        } finally {
            System.clearProperty("linuxkeyring.keyring");
        }
    }

    @Test
    void withTwoOptionsTheCopyStaysInTheProcessAndIsServedUntilAReload() throws Exception {
        System.setProperty("linuxkeyring.keyring", "@t");
        System.setProperty("linuxkeyring.writes", "on-store");
        try (Service service = Service.start();
                Running tomcat = start(service, "writes=never")) {
            X509Certificate old = service.peer().get(tomcat.uri()).server();
            assertEquals(List.of(), service.changes());
            service.renew(WEB);
            assertEquals(old, service.peer().get(tomcat.uri()).server());

            ((AbstractHttp11Protocol<?>) tomcat.server().getConnector().getProtocolHandler()).reloadSslHostConfigs();

            assertEquals(
                    service.certificate(WEB), service.peer().get(tomcat.uri()).server());
        } finally {
            System.clearProperty("linuxkeyring.keyring");
            System.clearProperty("linuxkeyring.writes");
        }
    }

    @Test
    void thePageShowsTheConfiguration() throws Exception {
        List<String> lines = serverXml().lines().map(String::strip).toList();
        List<String> tls = lines.subList(
                lines.indexOf(
                        "<SSLHostConfig certificateVerification=\"required\" keyManagerAlgorithm=\"LINUXKEYRING\""),
                lines.indexOf("</Connector>"));
        assertEquals(List.of(), Page.missing("tomcat.md", tls));
    }

    private static String serverXml() throws IOException {
        try (InputStream in = TomcatIT.class.getResourceAsStream("/server.xml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Running start(Service service, String... settings) throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        service.keys(conf, settings);
        service.trust(conf, settings);
        Files.writeString(conf.resolve("server.xml"), serverXml());
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.init(new CatalinaBaseConfigurationSource(folder.toFile(), "conf/server.xml"));
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "hello", new Hello());
        context.addServletMapping("/", "hello");
        tomcat.start();
        return new Running(tomcat);
    }

    private record Running(Tomcat server) implements AutoCloseable {
        String uri() {
            return "https://localhost:" + server.getConnector().getLocalPort() + "/";
        }

        @Override
        public void close() throws LifecycleException {
            server.stop();
            server.destroy();
        }
    }

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            X509Certificate[] client =
                    (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getWriter().print(HelloServer.greeting(client[0]));
        }
    }
}
