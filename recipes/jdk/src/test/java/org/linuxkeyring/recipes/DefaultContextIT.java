package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.CLIENT;
import static org.linuxkeyring.recipes.Service.SPARE;
import static org.linuxkeyring.recipes.Service.WEB;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
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
            try (HelloServer server = HelloServer.start(SSLContext.getDefault())) {
                Peer.Answer answer = service.peer().get(server.uri());

                assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
                assertTrue(List.of(service.certificate(WEB), service.certificate(CLIENT), service.certificate(SPARE))
                        .contains(answer.server()));
            }
            assertEquals(List.of(), service.changes());
        }
    }
}
