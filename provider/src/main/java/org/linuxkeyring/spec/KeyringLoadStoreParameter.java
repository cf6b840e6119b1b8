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
 * A setting that is not set here is taken from the provider's configuration file, then from the system property
 * {@code linuxkeyring.KEY}, then from the default. If a setting cannot be carried out, for example because a keyring
 * does not exist, {@code load} throws an IOException.
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
     * Collects settings. Each method names the key that the setting has in a properties file. A value that is not
     * allowed is refused at once, with an IllegalArgumentException that names the key, the value and what is allowed.
     */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets any setting by its text.
         *
         * @param key the key of a {@link Setting}
         * @param value the value as it would stand in a properties file
         * @return this builder
         * @throws IllegalArgumentException if there is no such key, or if the value is not allowed
         */
        public Builder set(String key, String value) {
            Setting.of(key).parse(value);
            settings.put(key, value);
            return this;
        }

        private Builder set(Setting setting, Object value) {
            return set(setting.key(), value.toString());
        }

        /**
         * Sets a setting to several names, none of which may contain a comma, since the setting's text separates names
         * by commas.
         */
        private Builder setNames(Setting setting, String... names) {
            String joined = String.join(",", names);
            if (!setting.parse(joined).equals(List.copyOf(Arrays.asList(names)))) {
                throw setting.refused(
                        joined, "each name is there once, without a comma and without blanks at its ends");
            }
            return set(setting.key(), joined);
        }

        /**
         * Sets {@code keyring}: the keyring that holds the entries.
         *
         * @param keyring {@code @u}, {@code @s}, {@code @us}, {@code @p}, {@code @t}, {@code @persistent}, a serial,
         *     {@code %keyring:name}, or a path below one such as {@code @u/payments/tls}
         * @return this builder
         * @throws IllegalArgumentException if the text is none of those
         */
        public Builder keyring(String keyring) {
            return set(Setting.KEYRING, keyring);
        }

        /**
         * Sets {@code keyring}: the keyring that holds the entries.
         *
         * @param keyring the keyring's path
         * @return this builder
         */
        public Builder keyring(KeyringPath keyring) {
            return set(Setting.KEYRING, keyring);
        }

        /**
         * Sets {@code create}: whether missing keyrings of the path are made.
         *
         * @param create if not set, true, except that it is false with {@code writes=never}
         * @return this builder
         */
        public Builder create(boolean create) {
            return set(Setting.CREATE, create);
        }

        /**
         * Sets {@code type}: the kernel key type of new entries.
         *
         * @param type {@link EntryType#AUTO} if not set
         * @return this builder
         */
        public Builder type(EntryType type) {
            return set(Setting.TYPE, type);
        }

        /**
         * Sets {@code prefix}: the text before every alias in the description of the entry's key.
         *
         * @param prefix empty if not set
         * @return this builder
         * @throws IllegalArgumentException if the prefix contains NUL, begins or ends with a blank, or is longer than
         *     4,095 characters
         */
        public Builder prefix(String prefix) {
            return set(Setting.PREFIX, prefix);
        }

        /**
         * Sets {@code callout}: the callout info that request_key(2) passes to a helper program, which makes a missing
         * entry (request-key(8)).
         *
         * @param info the callout info; no helper is started if not set
         * @return this builder
         * @throws IllegalArgumentException if the callout info does not have 1 to 4,095 bytes in UTF-8, contains NUL,
         *     or begins or ends with a blank
         */
        public Builder callout(String info) {
            return set(Setting.CALLOUT, info);
        }

        /**
         * Sets {@code callout.aliases}: the aliases of entries that TLS requests with {@link #callout} before it has
         * seen them.
         *
         * @param aliases the aliases, each once; none if not set
         * @return this builder
         * @throws IllegalArgumentException if there are more than 256 aliases, or if one is empty, contains a comma, or
         *     begins or ends with a blank
         */
        public Builder calloutAliases(String... aliases) {
            return setNames(Setting.CALLOUT_ALIASES, aliases);
        }

        /**
         * Sets {@code timeout}: the time after which new entries expire (keyctl_set_timeout(3)).
         *
         * @param timeout whole seconds; no limit if not set
         * @return this builder
         * @throws IllegalArgumentException if the timeout is not 1 to 2147483647 whole seconds
         */
        public Builder timeout(Duration timeout) {
            return set(Setting.TIMEOUT, timeout);
        }

        /**
         * Sets {@code permissions}: the permission mask of new entries (keyctl_setperm(3)).
         *
         * @param mask the mask; if not set, the kernel's default, 0x3f010000 (keyrings(7))
         * @return this builder
         */
        public Builder permissions(Permissions mask) {
            return set(Setting.PERMISSIONS, mask);
        }

        /**
         * Sets {@code restriction}: the rule for keys that the keyring accepts once {@code KeyStore.store} has been
         * called (keyctl_restrict_keyring(3)). The restriction cannot be removed, so {@code keyring} must name a
         * keyring below another.
         *
         * @param restriction the restriction; if not set, the keyring accepts what its permissions allow
         * @return this builder
         */
        public Builder restriction(Restriction restriction) {
            return set(Setting.RESTRICTION, restriction);
        }

        /**
         * Sets {@code writes}: when changes reach the keyring.
         *
         * @param writes {@link Writes#IMMEDIATE} if not set
         * @return this builder
         */
        public Builder writes(Writes writes) {
            return set(Setting.WRITES, writes);
        }

        /**
         * Sets {@code passwords}: the effect of a password that is given for an entry.
         *
         * @param passwords {@link Passwords#PROTECT} if not set
         * @return this builder
         */
        public Builder passwords(Passwords passwords) {
            return set(Setting.PASSWORDS, passwords);
        }

        /**
         * Sets {@code protection}: whether processes can read new keys again.
         *
         * @param protection {@link Protection#EXPORTABLE} if not set
         * @return this builder
         */
        public Builder protection(Protection protection) {
            return set(Setting.PROTECTION, protection);
        }

        /**
         * Sets {@code keys}: what the keystore returns for a key that it could read.
         *
         * @param keys {@link Keys#READABLE} if not set
         * @return this builder
         */
        public Builder keys(Keys keys) {
            return set(Setting.KEYS, keys);
        }

        /**
         * Sets {@code seal}: the key in the kernel under which {@code KeyStore.store} encrypts the entries that it
         * writes beside the reference. Needs {@link #keyring}.
         *
         * @param seal the key; if not set, {@code store} writes no entries
         * @return this builder
         */
        public Builder seal(Seal seal) {
            return set(Setting.SEAL, seal);
        }

        /**
         * Sets {@code raw.algorithm}: the algorithm name of a key whose payload is the key's bytes alone.
         *
         * @param algorithm {@code RAW} if not set
         * @return this builder
         * @throws IllegalArgumentException if the name is empty
         */
        public Builder rawAlgorithm(String algorithm) {
            return set(Setting.RAW_ALGORITHM, algorithm);
        }

        /**
         * Sets {@code backend}: where the keyrings are.
         *
         * @param backend {@link Backend#AUTO} if not set
         * @return this builder
         */
        public Builder backend(Backend backend) {
            return set(Setting.BACKEND, backend);
        }

        /**
         * Sets {@code session}: whose session keyring a keystore may be loaded in. In another user's session, all
         * processes of that session possess the keys that its keyring links: they can read the entries, and put others
         * before them.
         *
         * @param session {@link Session#OWN} if not set
         * @return this builder
         */
        public Builder session(Session session) {
            return set(Setting.SESSION, session);
        }

        /**
         * Sets {@code owners}: the users whose keys are entries, besides the process's own user and root.
         *
         * @param owners the names of users in /etc/passwd, or their numbers, each once; none if not set
         * @return this builder
         * @throws IllegalArgumentException if one is neither a number of 32 bits nor has the form of a user's name
         */
        public Builder owners(String... owners) {
            return setNames(Setting.OWNERS, owners);
        }

        /** {@return the parameter, which is immutable} */
        public KeyringLoadStoreParameter build() {
            return new KeyringLoadStoreParameter(settings);
        }
    }
}
