package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.recipes.Service.WEB;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Spring Boot with {@code server.ssl}: application-server.properties. */
class ServerSslIT {
    @TempDir
    Path folder;

    @Test
    void theConfiguredAliasIsServedAndClientsAreAskedForACertificate() throws Exception {
        try (Service service = Service.start()) {
            service.keys(folder, "writes=never");
            service.trust(folder, "writes=never");
            try (ServletWebServerApplicationContext application =
                    Application.run("--spring.profiles.active=server", "--folder=" + folder)) {
                Peer.Answer answer = service.peer()
                        .get("https://localhost:" + application.getWebServer().getPort() + "/");

                assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
                assertEquals(service.certificate(WEB), answer.server());
                assertEquals("TLSv1.3", answer.protocol());
            }
            assertEquals(List.of(), service.changes());
        }
    }

    @Test
    void thePageShowsTheConfiguration() throws Exception {
        assertEquals(List.of(), Page.missing("spring-boot.md", Application.configuration("server")));
    }
}
