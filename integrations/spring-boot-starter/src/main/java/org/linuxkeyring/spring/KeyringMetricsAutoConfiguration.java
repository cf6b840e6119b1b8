package org.linuxkeyring.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.linuxkeyring.error.KeyringException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Measures the keyrings of SSL bundles: their entries, and the seconds until the first of them ends. */
@AutoConfiguration(after = KeyringSslAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(KeyringBundles.class)
public class KeyringMetricsAutoConfiguration {
    /** Makes the configuration, as Spring does. */
    public KeyringMetricsAutoConfiguration() {}

    /**
     * Returns what registers {@code linuxkeyring.entries} and {@code linuxkeyring.end}, each with the tag
     * {@code bundle}. Where a keyring cannot be read, and where no entry ends, the value is NaN.
     *
     * @param bundles the bundles
     * @return the binder
     */
    @Bean
    MeterBinder keyringMeterBinder(KeyringBundles bundles) {
        return registry -> bundles.byName().forEach((name, bundle) -> {
            Gauge.builder(
                            "linuxkeyring.entries",
                            bundle,
                            each -> measured(each, it -> it.store().size()))
                    .description("Entries of the keyring")
                    .tag("bundle", name)
                    .register(registry);
            Gauge.builder("linuxkeyring.end", bundle, each -> measured(each, KeyringMetricsAutoConfiguration::seconds))
                    .description("Time until the first entry ends, by its certificate or by the kernel")
                    .baseUnit("seconds")
                    .tag("bundle", name)
                    .register(registry);
        });
    }

    private static double seconds(KeyringBundle bundle) throws GeneralSecurityException {
        return bundle.firstEnd()
                .map(end -> (double) Duration.between(Instant.now(), end).getSeconds())
                .orElse(Double.NaN);
    }

    private static double measured(KeyringBundle bundle, Measure measure) {
        try {
            return measure.of(bundle);
        } catch (GeneralSecurityException | KeyringException e) {
            return Double.NaN;
        }
    }

    /** A measure of a keyring, which it may be impossible to take. */
    private interface Measure {
        double of(KeyringBundle bundle) throws GeneralSecurityException;
    }
}
