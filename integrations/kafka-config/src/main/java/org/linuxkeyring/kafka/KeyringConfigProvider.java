package org.linuxkeyring.kafka;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.secret.KeyringSecrets;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * The secrets of keyrings as variables in the configuration of Kafka's brokers, clients and Connect.
 *
 * <pre>{@code
 * config.providers=keyring
 * config.providers.keyring.class=org.linuxkeyring.kafka.KeyringConfigProvider
 * ssl.key.password=${keyring:@u/shop:key-password}
 * }</pre>
 *
 * <p>The first part of a variable is the keyring, the second the alias of an entry. Since a colon parts them, a keyring
 * is not written as {@code %keyring:NAME}: its path or serial is. {@code ${keyring:ALIAS}} takes the keyring that
 * {@code config.providers.keyring.param.keyring} names; each other setting of a keystore may be such a parameter, too.
 */
public final class KeyringConfigProvider implements ConfigProvider {
    private static final String KEYRING = "keyring";

    private Map<String, String> settings = Map.of();

    /** Makes a provider, as Kafka does by the name of the class. */
    public KeyringConfigProvider() {}

    /**
     * Takes the parameters.
     *
     * @throws ConfigException if one is no setting of a keystore, or its value is not allowed
     */
    @Override
    public void configure(Map<String, ?> parameters) {
        Map<String, String> texts = new LinkedHashMap<>();
        parameters.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        settings = Map.copyOf(texts);
        parameter("");
    }

    /**
     * Returns all secrets of a keyring that can be read.
     *
     * @param path the keyring; empty for the one that the parameters name
     * @throws ConfigException if the keyring cannot be opened
     */
    @Override
    public ConfigData get(String path) {
        KeyringSecrets secrets = secrets(path);
        return data(secrets.readable(), secrets);
    }

    /**
     * Returns secrets of a keyring.
     *
     * @param path the keyring; empty for the one that the parameters name
     * @param keys the aliases
     * @throws ConfigException if the keyring cannot be opened, or if a secret is missing or cannot be read
     */
    @Override
    public ConfigData get(String path, Set<String> keys) {
        KeyringSecrets secrets = secrets(path);
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, value(secrets, path, key));
        }
        return data(values, secrets);
    }

    private static String value(KeyringSecrets secrets, String path, String key) {
        try {
            return secrets.get(key)
                    .orElseThrow(() -> new ConfigException("There is no secret '" + key + "' in keyring "
                            + (path.isEmpty() ? "of the parameters" : path)
                            + ", or it has expired. Store it: linuxkeyring secret set"));
        } catch (KeyringException e) {
            throw refused(e.getMessage(), e);
        }
    }

    /** Kafka Connect restarts a connector when the time to live of what it was given is over. */
    private static ConfigData data(Map<String, String> values, KeyringSecrets secrets) {
        Optional<Instant> first = values.keySet().stream()
                .map(secrets::expiry)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        return new ConfigData(
                values,
                first.map(expiry -> Math.max(
                                0, Duration.between(Instant.now(), expiry).toMillis()))
                        .orElse(null));
    }

    private KeyringSecrets secrets(String path) {
        try {
            return KeyringSecrets.of(parameter(path));
        } catch (IOException e) {
            throw refused("The secrets of keyring " + path + " cannot be had: " + e.getMessage(), e);
        }
    }

    private KeyringLoadStoreParameter parameter(String path) {
        KeyringLoadStoreParameter.Builder builder = KeyringLoadStoreParameter.builder();
        try {
            settings.forEach(builder::set);
            return path == null || path.isEmpty()
                    ? builder.build()
                    : builder.set(KEYRING, path).build();
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private static ConfigException refused(String message, Exception cause) {
        ConfigException refused = new ConfigException(message);
        refused.initCause(cause);
        return refused;
    }

    /** Does nothing: no keyring stays open. */
    @Override
    public void close() {}
}
