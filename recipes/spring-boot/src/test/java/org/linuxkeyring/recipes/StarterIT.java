package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.recipes.Service.WEB;

import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Spring Boot with the starter: application-starter.properties. */
class StarterIT {
    @Test
    void theNextHandshakeServesAReplacedEntryAndNothingIsWritten() throws Exception {
        try (Service service = Service.start()) {
            try (ServletWebServerApplicationContext application = run(service)) {
                Peer.Answer first = service.peer().get(uri(application));

                assertEquals(HelloServer.greeting(service.peer().certificate()), first.body());
                assertEquals(service.certificate(WEB), first.server());
                assertEquals("TLSv1.3", first.protocol());
                assertEquals(List.of(), service.changes());

                service.renew(WEB);
                X509Certificate renewed = service.certificate(WEB);

                assertNotEquals(first.server(), renewed);
                assertEquals(renewed, service.peer().get(uri(application)).server());
            }
        }
    }

    @Test
    void aSecretIsAProperty() throws Exception {
        try (Service service = Service.start()) {
            service.secret("db.password", "pässwörd");
            try (ServletWebServerApplicationContext application = run(service)) {
                assertEquals("pässwörd", application.getEnvironment().getProperty("db.password"));
            }
        }
    }

    @Test
    void thePageShowsTheConfiguration() throws Exception {
        List<String> lines = Application.configuration("starter").stream()
                .map(line -> line.replace("${keys}", "@u/shop").replace("${trust}", "@u/shop-trust"))
                .toList();

        assertEquals(List.of(), Page.missing("spring-boot.md", lines));
    }

    private static ServletWebServerApplicationContext run(Service service) {
        return Application.run(
                "--spring.profiles.active=starter", "--keys=" + service.keyring(), "--trust=" + service.trustKeyring());
    }

    private static String uri(ServletWebServerApplicationContext application) {
        return "https://localhost:" + application.getWebServer().getPort() + "/";
    }
}
