package org.linuxkeyring.spring;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Keeps the values of secrets out of what Actuator's endpoints show, whatever {@code show-values} is. */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public class KeyringActuatorAutoConfiguration {
    /** Makes the configuration, as Spring does. */
    public KeyringActuatorAutoConfiguration() {}

    /**
     * Returns the function that hides properties of a keyring, and values of others in which a secret stands.
     *
     * @param environment the application's environment
     * @return the function
     */
    @Bean
    SanitizingFunction keyringSanitizingFunction(ConfigurableEnvironment environment) {
        return data -> isSecret(data, environment) ? data.withSanitizedValue() : data;
    }

    private static boolean isSecret(SanitizableData data, ConfigurableEnvironment environment) {
        Object value = data.getValue();
        return data.getPropertySource() instanceof KeyringPropertySource
                || value != null
                        && environment.getPropertySources().stream()
                                .filter(KeyringPropertySource.class::isInstance)
                                .map(KeyringPropertySource.class::cast)
                                .anyMatch(source -> source.isIn(value.toString()));
    }
}
