package org.linuxkeyring.spec;

import java.nio.file.Path;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/**
 * Says what a {@code KeyGenerator} or {@code KeyPairGenerator} of the provider {@code LinuxKeyring} generates, and in
 * which entry the kernel is to hold it. An entry of that alias is replaced. Immutable.
 *
 * <pre>{@code
 * KeyGenerator generator = KeyGenerator.getInstance("AES", "LinuxKeyring");
 * generator.init(KeyringGenerationSpec.builder("token")
 *         .keyStore(KeyringLoadStoreParameter.builder().keyring("@u/shop").build())
 *         .protection(KeyringProtection.builder().timeout(Duration.ofHours(8)).build())
 *         .build());
 * SecretKey key = generator.generateKey();        // as getKey("token", null) returns it from now on
 * }</pre>
 *
 * A secret key is made by the kernel itself where it can be ({@link KeyInfo.Origin#GENERATED_IN_KERNEL}): where the
 * kernel has the key type {@code encrypted} (Documentation/security/keys/trusted-encrypted.rst), and the key has 20 to
 * 4,096 bytes. An AES key of 128 bits has fewer. Any other key is generated in this process
 * ({@link KeyInfo.Origin#GENERATED}). {@link KeyInfo#origin} tells which it was.
 */
public final class KeyringGenerationSpec implements AlgorithmParameterSpec {
    private static final KeyringLoadStoreParameter NO_SETTINGS =
            KeyringLoadStoreParameter.builder().build();
    private static final KeyringProtection NO_PROTECTION =
            KeyringProtection.builder().build();

    /** A name that the kernel finds by splitting text at blanks (security/keys/encrypted-keys/encrypted.c). */
    private static final Pattern MASTER = Pattern.compile("trusted:[!-~]+");

    private static final Duration LONGEST_VALIDITY = Duration.ofDays(36_500);

    private final String alias;
    private final KeyringLoadStoreParameter keyStore;
    private final Optional<Path> file;
    private final KeyringProtection protection;
    private final OptionalInt size;
    private final Optional<String> master;
    private final Optional<X500Principal> subject;
    private final Optional<Duration> validity;

    private KeyringGenerationSpec(Builder builder) {
        this.alias = builder.alias;
        this.keyStore = builder.keyStore;
        this.file = builder.file;
        this.protection = builder.protection;
        this.size = builder.size;
        this.master = builder.master;
        this.subject = builder.subject;
        this.validity = builder.validity;
    }

    /**
     * Returns a builder with nothing but the alias set.
     *
     * @param alias the alias of the entry
     * @return the builder
     */
    public static Builder builder(String alias) {
        return new Builder(alias);
    }

    /** {@return the alias of the entry} */
    public String alias() {
        return alias;
    }

    /** {@return what the keystore of the entry is loaded with} */
    public KeyringLoadStoreParameter keyStore() {
        return keyStore;
    }

    /** {@return the file from which the keystore of the entry is loaded; empty for none} */
    public Optional<Path> file() {
        return file;
    }

    /** {@return the timeout, permission mask and owner of the entry} */
    public KeyringProtection protection() {
        return protection;
    }

    /** {@return the size of the key in bits; empty if not set} */
    public OptionalInt size() {
        return size;
    }

    /** {@return the master key under which the kernel encrypts the key; empty for none} */
    public Optional<String> master() {
        return master;
    }

    /** {@return the subject of the key pair's certificate; empty if not set} */
    public Optional<X500Principal> subject() {
        return subject;
    }

    /** {@return how long the key pair's certificate is valid; empty if not set} */
    public Optional<Duration> validity() {
        return validity;
    }

    /** Collects what is to be generated. */
    public static final class Builder {
        private final String alias;
        private KeyringLoadStoreParameter keyStore = NO_SETTINGS;
        private Optional<Path> file = Optional.empty();
        private KeyringProtection protection = NO_PROTECTION;
        private OptionalInt size = OptionalInt.empty();
        private Optional<String> master = Optional.empty();
        private Optional<X500Principal> subject = Optional.empty();
        private Optional<Duration> validity = Optional.empty();

        private Builder(String alias) {
            this.alias = Objects.requireNonNull(alias, "alias");
        }

        /**
         * Sets what the keystore of the entry is loaded with.
         *
         * @param settings the settings; if not set, those of the provider's configuration file and of the system
         *     properties, as for any keystore. Whatever {@code protection} says there, the kernel holds the key
         * @return this builder
         */
        public Builder keyStore(KeyringLoadStoreParameter settings) {
            keyStore = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets the file from which the keystore of the entry is loaded, in the place of {@link #keyStore}. If its
         * entries are sealed (docs/SEALED.md), so is the key when it is made. Store the file afterwards, as by
         * {@code KeyringFile}, and the key is back after a reboot. With the setting {@code seal} the file has to have
         * been stored before, too, if only with no entries.
         *
         * @param path the file
         * @return this builder
         */
        public Builder file(Path path) {
            file = Optional.of(Objects.requireNonNull(path, "path"));
            return this;
        }

        /**
         * Sets the timeout, permission mask and owner of the entry.
         *
         * @param policy the policy, without a password; if not set, a replaced entry keeps its own, and a new entry
         *     gets that of the keystore's settings
         * @return this builder
         * @throws IllegalArgumentException if there is a password, since it would protect nothing: no process can read
         *     the key
         */
        public Builder protection(KeyringProtection policy) {
            if (Objects.requireNonNull(policy, "policy").password().isPresent()) {
                throw new IllegalArgumentException(
                        "A password cannot protect a key that the kernel holds; give a protection without one");
            }
            protection = policy;
            return this;
        }

        /**
         * Sets the size of the key.
         *
         * @param bits for AES 128, 192 or 256 (if not set); for HMAC a multiple of 8 from 112 to 32,768, the size of
         *     the hash if not set; for RSA 2048, 3072 (if not set) or 4096. The generator refuses any other
         * @return this builder
         */
        public Builder size(int bits) {
            size = OptionalInt.of(bits);
            return this;
        }

        /**
         * Sets the master key under which the kernel encrypts a secret key. The entry then keeps the ciphertext, from
         * which the same key can be loaded again wherever the kernel has that master key, such as after a reboot. The
         * key is not generated if the kernel cannot do this.
         *
         * @param master {@code trusted:} and the description of a key of type {@code trusted}, which the TPM or a like
         *     device protects, such as {@code trusted:kmk}. If not set, the key cannot be encrypted, and ends with the
         *     kernel
         * @return this builder
         * @throws IllegalArgumentException if the text is no such name. A master key of type {@code user} is none that
         *     hides anything: whoever possesses it can read it, whatever its permission mask
         */
        public Builder master(String master) {
            if (!MASTER.matcher(Objects.requireNonNull(master, "master")).matches()) {
                throw new IllegalArgumentException("The master key '" + master + "' is not allowed; allowed is trusted:"
                        + " and the description of a key of type trusted, in printable ASCII without blanks. A key of"
                        + " type user can be read by whoever possesses it, so nothing is hidden under it");
            }
            this.master = Optional.of(master);
            return this;
        }

        /**
         * Sets the subject and issuer of the self-signed certificate of a key pair.
         *
         * @param name the name; if not set, {@code CN=} and the alias
         * @return this builder
         */
        public Builder subject(X500Principal name) {
            subject = Optional.of(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Sets how long the self-signed certificate of a key pair is valid, from now on.
         *
         * @param time from a second to 36,500 days; 90 days if not set
         * @return this builder
         * @throws IllegalArgumentException if the time is shorter or longer
         */
        public Builder validity(Duration time) {
            if (Objects.requireNonNull(time, "time").getSeconds() < 1 || time.compareTo(LONGEST_VALIDITY) > 0) {
                throw new IllegalArgumentException(
                        "A validity of " + time + " is not allowed; allowed is from a second to 36500 days");
            }
            validity = Optional.of(time);
            return this;
        }

        /** {@return the specification, which is immutable} */
        public KeyringGenerationSpec build() {
            return new KeyringGenerationSpec(this);
        }
    }
}
