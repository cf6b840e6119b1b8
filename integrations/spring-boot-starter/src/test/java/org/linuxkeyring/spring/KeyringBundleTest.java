package org.linuxkeyring.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

/** SSL bundles on keyrings, their health and their measures. */
class KeyringBundleTest extends OnKeyring {
    @Test
    void aReplacedEntryIsWhatTheBundleServesNext() throws Exception {
        key("web");
        store.setCertificateEntry("root", TestCertificates.root());
        try (ConfigurableApplicationContext application = run(
                bundle("keyring", keyring),
                bundle("key.alias", "web"),
                bundle("truststore.keyring", keyring),
                bundle("options.enabled-protocols", "TLSv1.3"))) {
            SslBundle ssl = application.getBean(SslBundles.class).getBundle("web");
            X509ExtendedKeyManager keys =
                    (X509ExtendedKeyManager) ssl.getManagers().getKeyManagers()[0];
            X509TrustManager trust = (X509TrustManager) ssl.getManagers().getTrustManagers()[0];

            assertEquals("web", keys.chooseEngineServerAlias("EC", null, null));
            assertEquals(store.getCertificate("web"), keys.getCertificateChain("web")[0]);
            assertTrue(List.of(trust.getAcceptedIssuers()).contains(TestCertificates.root()));
            assertArrayEquals(new String[] {"TLSv1.3"}, ssl.getOptions().getEnabledProtocols());
            key("web");
            assertEquals(store.getCertificate("web"), keys.getCertificateChain("web")[0]);
        }
    }

    @Test
    void aBundleWithoutAKeyringOrWithAMissingOneOrAliasIsNamed() throws Exception {
        key("web");

        assertRefused("names no keyring. Set spring.ssl.bundle.keyring.web.keyring", bundle("key.alias", "web"));
        assertRefused("@u/nothing does not exist", bundle("keyring", "@u/nothing"));
        assertRefused("alias 'other'", bundle("keyring", keyring), bundle("key.alias", "other"));
    }

    @Test
    void theHealthTellsEntriesAndDaysToTheFirstEnd() throws Exception {
        key("web");
        try (ConfigurableApplicationContext application = run(bundle("keyring", keyring))) {
            Health health = application.getBean(KeyringHealth.class).health();

            assertEquals(Status.UP, health.getStatus());
            Map<?, ?> web = (Map<?, ?>) health.getDetails().get("web");
            assertEquals(keyring, web.get("keyring"));
            assertEquals(1, web.get("entries"));
            assertTrue(web.get("days") instanceof Long, web::toString);

            store.deleteEntry("web");
            assertEquals(
                    Status.OUT_OF_SERVICE,
                    application.getBean(KeyringHealth.class).health().getStatus());
        }
    }

    @Test
    void gaugesMeasureEntriesAndSecondsToTheFirstEnd() throws Exception {
        key("web");
        KeyringKeyStore.of(store).setTimeout("web", Duration.ofMinutes(10));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (ConfigurableApplicationContext application = run(bundle("keyring", keyring))) {
            application.getBean("keyringMeterBinder", MeterBinder.class).bindTo(registry);

            assertEquals(
                    1.0,
                    registry.get("linuxkeyring.entries")
                            .tag("bundle", "web")
                            .gauge()
                            .value());
            double seconds = registry.get("linuxkeyring.end")
                    .tag("bundle", "web")
                    .gauge()
                    .value();
            assertTrue(seconds > 530 && seconds <= 601, () -> seconds + " s");
        }
    }

    private static String bundle(String name, String value) {
        return "spring.ssl.bundle.keyring.web." + name + "=" + value;
    }

    private static void assertRefused(String why, String... properties) {
        Throwable refused = assertThrows(RuntimeException.class, () -> run(properties));
        while (refused.getCause() != null
                && !String.valueOf(refused.getMessage()).contains(why)) {
            refused = refused.getCause();
        }
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.toString());
    }
}
