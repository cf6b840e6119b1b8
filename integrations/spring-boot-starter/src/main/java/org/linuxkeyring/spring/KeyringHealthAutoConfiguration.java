package org.linuxkeyring.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Tells the health of the keyrings of SSL bundles as {@code keyring}. */
@AutoConfiguration(after = KeyringSslAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(KeyringBundles.class)
@ConditionalOnEnabledHealthIndicator("keyring")
public class KeyringHealthAutoConfiguration {
    /** Makes the configuration, as Spring does. */
    public KeyringHealthAutoConfiguration() {}

    /**
     * Returns the indicator.
     *
     * @param bundles the bundles
     * @return the indicator
     */
    @Bean
    HealthIndicator keyringHealthIndicator(KeyringBundles bundles) {
        return new KeyringHealth(bundles);
    }
}
