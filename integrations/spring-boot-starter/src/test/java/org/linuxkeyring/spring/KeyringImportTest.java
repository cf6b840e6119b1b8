package org.linuxkeyring.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Security;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Properties that {@code spring.config.import} takes from a keyring. */
class KeyringImportTest extends OnKeyring {
    @Test
    void theProviderIsThereBeforeTheApplicationRuns() {
        Security.removeProvider("LinuxKeyring");
        try (ConfigurableApplicationContext application = run()) {
            assertTrue(application.isActive());
            assertNotNull(Security.getProvider("LinuxKeyring"));
        }
    }

    @Test
    void aSecretIsAPropertyWithTheValueOfTheMoment() throws Exception {
        secret("db.password", "first");
        try (ConfigurableApplicationContext application =
                run("spring.config.import=keyring:" + keyring, "url=jdbc:${db.password}")) {
            Environment environment = application.getEnvironment();

            assertEquals("first", environment.getProperty("db.password"));
            assertEquals("jdbc:first", environment.getProperty("url"));
            secret("db.password", "second");
            assertEquals("second", environment.getProperty("db.password"));
            store.deleteEntry("db.password");
            assertNull(environment.getProperty("db.password"));
        }
    }

    @Test
    void aMissingKeyringEndsTheStartUnlessItIsOptional() {
        ConfigDataResourceNotFoundException refused = assertThrows(
                ConfigDataResourceNotFoundException.class, () -> run("spring.config.import=keyring:@u/nothing"));

        assertTrue(refused.getMessage().contains("keyring @u/nothing"), refused.getMessage());
        try (ConfigurableApplicationContext application = run("spring.config.import=optional:keyring:@u/nothing")) {
            assertNull(application.getEnvironment().getProperty("db.password"));
        }
    }

    @Test
    void whatIsNoTextIsNoProperty() throws Exception {
        store.setKeyEntry("binary", new SecretKeySpec(new byte[] {(byte) 0xff}, "AES"), null, null);
        store.setKeyEntry("locked", new SecretKeySpec(new byte[] {'x'}, "RAW"), "password".toCharArray(), null);
        secret("db.password", "x");
        try (ConfigurableApplicationContext application = run("spring.config.import=keyring:" + keyring)) {
            Environment environment = application.getEnvironment();

            assertNull(environment.getProperty("binary"));
            assertNull(environment.getProperty("locked"));
            assertEquals("x", environment.getProperty("db.password"));
        }
    }

    @Test
    void noEndpointOfActuatorShowsAValueOrWhatItStandsIn() throws Exception {
        secret("db.password", "correct horse");
        try (ConfigurableApplicationContext application = run(
                "spring.config.import=keyring:" + keyring,
                "url=jdbc:${db.password}@host",
                "other=shown",
                "spring.jmx.enabled=true",
                "management.endpoints.jmx.exposure.include=*",
                "management.endpoint.env.show-values=always")) {
            String shown =
                    application.getBean(EnvironmentEndpoint.class).environment(null).getPropertySources().stream()
                            .flatMap(source -> source.getProperties().entrySet().stream())
                            .map(property -> property.getKey() + "="
                                    + property.getValue().getValue())
                            .collect(Collectors.joining("\n"));

            assertTrue(shown.contains("db.password"), shown);
            assertTrue(shown.contains("shown"), shown);
            assertFalse(shown.contains("correct horse"), shown);
        }
    }
}
