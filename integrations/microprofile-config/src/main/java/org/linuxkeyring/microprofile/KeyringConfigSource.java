package org.linuxkeyring.microprofile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.linuxkeyring.secret.KeyringSecrets;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * The secrets of a keyring as properties of MicroProfile Config: the name of an entry is the name of a property, its
 * text is the value.
 *
 * <p>The keyring is named by the system property {@value #PROPERTY} or else by the environment variable
 * {@value #VARIABLE}, such as {@code @u/shop}. Before it, {@code optional:} stands for a keyring that may be missing.
 * If neither is set, there are no properties. What the provider has further settings for, such as {@code prefix}, is
 * taken from its own system properties.
 *
 * <p>Each question is put to the kernel, and nothing is kept. The ordinal is 275: a secret comes before what files of
 * the application say, and after environment variables and system properties.
 */
public final class KeyringConfigSource implements ConfigSource {
    /** The system property that names the keyring. */
    public static final String PROPERTY = "linuxkeyring.config.keyring";

    /** The environment variable that names the keyring. */
    public static final String VARIABLE = "LINUXKEYRING_CONFIG_KEYRING";

    private static final String OPTIONAL = "optional:";
    private static final int ORDINAL = 275;

    private final String location;
    private final Optional<KeyringSecrets> secrets;

    /**
     * Opens the keyring. The framework calls this by {@link java.util.ServiceLoader}.
     *
     * @throws UncheckedIOException if the keyring cannot be opened, or is missing and not optional
     * @throws IllegalArgumentException if what names the keyring is no name of one
     */
    public KeyringConfigSource() {
        this(System.getProperty(
                PROPERTY, Optional.ofNullable(System.getenv(VARIABLE)).orElse("")));
    }

    KeyringConfigSource(String location) {
        this.location = location.strip();
        this.secrets = this.location.isEmpty() ? Optional.empty() : open(this.location);
    }

    private static Optional<KeyringSecrets> open(String location) {
        boolean isOptional = location.startsWith(OPTIONAL);
        String keyring = isOptional ? location.substring(OPTIONAL.length()) : location;
        KeyringLoadStoreParameter settings =
                KeyringLoadStoreParameter.builder().keyring(keyring).build();
        try {
            return isOptional ? KeyringSecrets.find(settings) : Optional.of(KeyringSecrets.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The secrets of the keyring that " + PROPERTY + " or " + VARIABLE + " names cannot be had: "
                            + e.getMessage() + ". If it may be missing, write optional:" + keyring,
                    e);
        }
    }

    @Override
    public Set<String> getPropertyNames() {
        return secrets.map(KeyringSecrets::names).orElse(Set.of());
    }

    /** Returns all secrets that are text and can be read. */
    @Override
    public Map<String, String> getProperties() {
        return secrets.map(KeyringSecrets::readable).orElse(Map.of());
    }

    /**
     * Returns the text of a secret.
     *
     * @throws org.linuxkeyring.error.KeyringException if the entry of this name is no text, or cannot be read
     */
    @Override
    public String getValue(String propertyName) {
        return secrets.flatMap(each -> each.get(propertyName)).orElse(null);
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public String getName() {
        return "LinuxKeyring" + (location.isEmpty() ? "" : " " + location);
    }
}
