package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Configures one keystore of type {@code LINUXKEYRING}, for {@link KeyStore#load(KeyStore.LoadStoreParameter)}.
 * Immutable.
 *
 * <pre>{@code
 * KeyStore ks = KeyStore.getInstance("LINUXKEYRING");
 * ks.load(KeyringLoadStoreParameter.builder().keyring("@u/shop").timeout(Duration.ofHours(8)).build());
 * }</pre>
 *
 * What is not set here is taken from the provider's configuration file, then from the system property
 * {@code linuxkeyring.KEY}, then from the default. What cannot be carried out, such as a keyring that does not exist,
 * is refused by {@code load} with an IOException.
 */
public final class KeyringLoadStoreParameter implements KeyStore.LoadStoreParameter {
    private final Map<String, String> settings;

    private KeyringLoadStoreParameter(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** {@return a builder with nothing set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the settings by key, as they would stand in a properties file} */
    public Map<String, String> settings() {
        return settings;
    }

    /** {@return null, since the kernel's keyrings are not opened by a password} */
    @Override
    public KeyStore.ProtectionParameter getProtectionParameter() {
        return null;
    }

    /**
     * Collects settings; each method names the key of the properties file that it sets. A value that is not allowed is
     * refused at once, with an IllegalArgumentException that names the key, the value and what is allowed.
     */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets any setting by its text.
         *
         * @param key that of a {@link Setting}
         * @param value as it would stand in a properties file
         * @return this builder
         * @throws IllegalArgumentException if there is no such key or the value is not allowed
         */
        public Builder set(String key, String value) {
            Setting.of(key).parse(value);
            settings.put(key, value);
            return this;
        }

        private Builder set(Setting setting, Object value) {
            return set(setting.key(), value.toString());
        }

        /** A name with a comma in it would be two. */
        private Builder setNames(Setting setting, String... names) {
            String joined = String.join(",", names);
            if (!setting.parse(joined).equals(List.copyOf(Arrays.asList(names)))) {
                throw setting.refused(
                        joined, "each name is there once, without a comma and without blanks at its ends");
            }
            return set(setting.key(), joined);
        }

        /**
         * {@code keyring}: the keyring that holds the entries.
         *
         * @param keyring {@code @u}, {@code @s}, {@code @us}, {@code @p}, {@code @t}, {@code @persistent}, a serial,
         *     {@code %keyring:name}, or a path below one such as {@code @u/payments/tls}
         * @return this builder
         * @throws IllegalArgumentException if it is none of those
         */
        public Builder keyring(String keyring) {
            return set(Setting.KEYRING, keyring);
        }

        /**
         * {@code keyring}: the keyring that holds the entries.
         *
         * @param keyring its path
         * @return this builder
         */
        public Builder keyring(KeyringPath keyring) {
            return set(Setting.KEYRING, keyring);
        }

        /**
         * {@code create}: whether missing keyrings of the path are made.
         *
         * @param create if not set, true, but false with {@code writes=never}
         * @return this builder
         */
        public Builder create(boolean create) {
            return set(Setting.CREATE, create);
        }

        /**
         * {@code type}: the kernel key type of new entries.
         *
         * @param type {@link EntryType#AUTO} if not set
         * @return this builder
         */
        public Builder type(EntryType type) {
            return set(Setting.TYPE, type);
        }

        /**
         * {@code prefix}: put before every alias to make the key's description.
         *
         * @param prefix empty if not set
         * @return this builder
         * @throws IllegalArgumentException if it has a NUL, or begins or ends with a blank, or is longer than 4,095
         *     characters
         */
        public Builder prefix(String prefix) {
            return set(Setting.PREFIX, prefix);
        }

        /**
         * {@code callout}: what request_key(2) hands to a helper program that makes a missing entry (request-key(8)).
         *
         * @param info the callout info; no helper is started if not set
         * @return this builder
         * @throws IllegalArgumentException if it has not 1 to 4,095 bytes in UTF-8, has a NUL, or begins or ends with a
         *     blank
         */
        public Builder callout(String info) {
            return set(Setting.CALLOUT, info);
        }

        /**
         * {@code callout.aliases}: entries that TLS has made before it has seen them, with {@link #callout}.
         *
         * @param aliases each once; none if not set
         * @return this builder
         * @throws IllegalArgumentException if there are more than 256, or one is empty, has a comma, or begins or ends
         *     with a blank
         */
        public Builder calloutAliases(String... aliases) {
            return setNames(Setting.CALLOUT_ALIASES, aliases);
        }

        /**
         * {@code timeout}: how long new entries live (keyctl_set_timeout(3)).
         *
         * @param timeout in whole seconds; no limit if not set
         * @return this builder
         * @throws IllegalArgumentException if it is not of 1 to 2147483647 whole seconds
         */
        public Builder timeout(Duration timeout) {
            return set(Setting.TIMEOUT, timeout);
        }

        /**
         * {@code permissions}: the mask of new entries (keyctl_setperm(3)).
         *
         * @param mask if not set the kernel's: 0x3f010000 (keyrings(7))
         * @return this builder
         */
        public Builder permissions(Permissions mask) {
            return set(Setting.PERMISSIONS, mask);
        }

        /**
         * {@code restriction}: which keys the keyring takes once {@code KeyStore.store} has been called. It cannot be
         * undone, so {@code keyring} must name one below another.
         *
         * @param restriction if not set, the keyring takes what its permissions allow
         * @return this builder
         */
        public Builder restriction(Restriction restriction) {
            return set(Setting.RESTRICTION, restriction);
        }

        /**
         * {@code writes}: when changes reach the keyring.
         *
         * @param writes {@link Writes#IMMEDIATE} if not set
         * @return this builder
         */
        public Builder writes(Writes writes) {
            return set(Setting.WRITES, writes);
        }

        /**
         * {@code passwords}: what a given password does.
         *
         * @param passwords {@link Passwords#PROTECT} if not set
         * @return this builder
         */
        public Builder passwords(Passwords passwords) {
            return set(Setting.PASSWORDS, passwords);
        }

        /**
         * {@code protection}: whether new keys can be read again.
         *
         * @param protection {@link Protection#EXPORTABLE} if not set
         * @return this builder
         */
        public Builder protection(Protection protection) {
            return set(Setting.PROTECTION, protection);
        }

        /**
         * {@code raw.algorithm}: the algorithm name of a payload that is just bytes.
         *
         * @param algorithm {@code RAW} if not set
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        public Builder rawAlgorithm(String algorithm) {
            return set(Setting.RAW_ALGORITHM, algorithm);
        }

        /**
         * {@code backend}: where the keyrings are.
         *
         * @param backend {@link Backend#AUTO} if not set
         * @return this builder
         */
        public Builder backend(Backend backend) {
            return set(Setting.BACKEND, backend);
        }

        /**
         * {@code session}: in whose session keyring a keystore is loaded. In another user's, all its processes possess
         * what is linked there: they can read the entries, and put others before them.
         *
         * @param session {@link Session#OWN} if not set
         * @return this builder
         */
        public Builder session(Session session) {
            return set(Setting.SESSION, session);
        }

        /**
         * {@code owners}: whose keys are entries, besides those of the process's own user and of root.
         *
         * @param owners names of users in /etc/passwd, or their numbers, each once; none if not set
         * @return this builder
         * @throws IllegalArgumentException if one is neither a number of 32 bits nor the form of a user's name
         */
        public Builder owners(String... owners) {
            return setNames(Setting.OWNERS, owners);
        }

        /** {@return the parameter, immutable} */
        public KeyringLoadStoreParameter build() {
            return new KeyringLoadStoreParameter(settings);
        }
    }
}
