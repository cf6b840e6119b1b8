package org.linuxkeyring.spring;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Registers the SSL bundles of {@code spring.ssl.bundle.keyring}. */
@AutoConfiguration(before = SslAutoConfiguration.class)
@EnableConfigurationProperties(KeyringSslProperties.class)
public class KeyringSslAutoConfiguration {
    /** Makes the configuration, as Spring does. */
    public KeyringSslAutoConfiguration() {}

    /**
     * Opens the keyrings of the bundles.
     *
     * @param properties the bundles' properties
     * @return the keyrings by the bundles' names
     */
    @Bean
    KeyringBundles keyringBundles(KeyringSslProperties properties) {
        Map<String, KeyringBundle> bundles = new TreeMap<>();
        properties.keyring().forEach((name, bundle) -> bundles.put(name, KeyringBundle.of(name, bundle)));
        return new KeyringBundles(bundles);
    }

    /**
     * Returns what registers the bundles.
     *
     * @param bundles the bundles
     * @return the registrar
     */
    @Bean
    SslBundleRegistrar keyringSslBundleRegistrar(KeyringBundles bundles) {
        return registry -> bundles.byName().forEach((name, bundle) -> registry.registerBundle(name, bundle.ssl()));
    }
}
