package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;

/**
 * Protects one entry of a {@code LINUXKEYRING} keystore: how long it lives, who may do what with its key, and a
 * password. For {@link KeyStore#setEntry}; {@link KeyStore#getEntry} uses the password alone.
 *
 * <pre>{@code
 * ks.setEntry("token", new KeyStore.SecretKeyEntry(key),
 *         KeyringProtection.builder()
 *                 .timeout(Duration.ofMinutes(10))
 *                 .permissions(Permissions.of("0x3f010000"))
 *                 .build());
 * }</pre>
 *
 * What is set here wins over the keystore's settings. What is not set here, an entry that is replaced keeps, and a new
 * entry takes from the keystore's settings.
 *
 * <p>Immutable, but for the password, which {@link #destroy} wipes.
 */
public final class KeyringProtection implements KeyStore.ProtectionParameter, Destroyable {
    private final Optional<KeyStore.PasswordProtection> password;
    private final Optional<Duration> timeout;
    private final Optional<Permissions> permissions;
    private final Optional<Integer> owner;
    private final Optional<Integer> group;
    private final boolean isKernelHeld;

    private KeyringProtection(Builder builder) {
        this.password = builder.password;
        this.timeout = builder.timeout;
        this.permissions = builder.permissions;
        this.owner = builder.owner;
        this.group = builder.group;
        this.isKernelHeld = builder.isKernelHeld;
    }

    /** {@return a builder with nothing set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the password that encrypts the key; empty for none} */
    public Optional<KeyStore.PasswordProtection> password() {
        return password;
    }

    /** {@return how long the entry lives from when it is set; zero for no limit, empty where that is not set} */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** {@return the key's permission mask; empty where it is not set} */
    public Optional<Permissions> permissions() {
        return permissions;
    }

    /** {@return the numeric ID of the user who owns the key; empty where it is not set} */
    public Optional<Integer> owner() {
        return owner;
    }

    /** {@return the numeric ID of the key's group; empty where it is not set} */
    public Optional<Integer> group() {
        return group;
    }

    /** {@return whether the kernel is to hold the key, whatever the keystore's settings have} */
    public boolean isKernelHeld() {
        return isKernelHeld;
    }

    /** Wipes the password; without one it does nothing. An entry can then neither be set nor read with it. */
    @Override
    public void destroy() throws DestroyFailedException {
        if (password.isPresent()) {
            password.get().destroy();
        }
    }

    /** {@return whether there was a password and it was wiped} */
    @Override
    public boolean isDestroyed() {
        return password.map(KeyStore.PasswordProtection::isDestroyed).orElse(false);
    }

    /** Collects what one entry is to have. */
    public static final class Builder {
        private Optional<KeyStore.PasswordProtection> password = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<Permissions> permissions = Optional.empty();
        private Optional<Integer> owner = Optional.empty();
        private Optional<Integer> group = Optional.empty();
        private boolean isKernelHeld;

        private Builder() {}

        /**
         * The password that encrypts the key as well; none if not set.
         *
         * @param password copied, so that the caller may wipe it
         * @return this builder
         */
        public Builder password(char[] password) {
            this.password = Optional.of(new KeyStore.PasswordProtection(password));
            return this;
        }

        /**
         * How long the entry lives from when it is set; {@link Duration#ZERO} for no limit, which also ends the timeout
         * of an entry that is replaced.
         *
         * @param timeout in whole seconds, at most 2147483647
         * @return this builder
         * @throws IllegalArgumentException if it is negative, longer, or has a fraction of a second
         */
        public Builder timeout(Duration timeout) {
            if (timeout.getNano() != 0 || timeout.isNegative() || timeout.getSeconds() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("Timeout " + timeout
                        + " is not allowed; allowed are whole seconds from 0 (none) to 2147483647");
            }
            this.timeout = Optional.of(timeout);
            return this;
        }

        /**
         * The key's permission mask (keyctl_setperm(3)).
         *
         * @param mask the key's; the kernel's default 0x3f010000 for a new entry if not set
         * @return this builder
         */
        public Builder permissions(Permissions mask) {
            permissions = Optional.of(mask);
            return this;
        }

        /**
         * The user who owns the key (keyctl_chown(3)); takes CAP_SYS_ADMIN, and counts against that user's quota.
         *
         * @param uid the user's numeric ID
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder owner(int uid) {
            owner = Optional.of(requireId("uid", uid));
            return this;
        }

        /**
         * The group of the key (keyctl_chown(3)): one that the process is in; any other takes CAP_SYS_ADMIN.
         *
         * @param gid the group's numeric ID
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder group(int gid) {
            group = Optional.of(requireId("gid", gid));
            return this;
        }

        /**
         * Has the kernel hold the key, so that no process can read it again, this JVM included: {@code getKey} then
         * returns a key that can sign, decrypt or compute a MAC, and has no encoding. Takes RSA private keys (key type
         * {@code asymmetric}) and secret keys (key type {@code logon}); any other is refused when it is set. As
         * {@code protection=kernel-held} does for a whole keystore.
         *
         * @return this builder
         */
        public Builder kernelHeld() {
            isKernelHeld = true;
            return this;
        }

        private static int requireId(String what, int id) {
            if (id < 0) {
                throw new IllegalArgumentException(what + " " + id + " is not allowed; allowed is 0 and above");
            }
            return id;
        }

        /** {@return the protection, immutable but for {@link KeyringProtection#destroy}} */
        public KeyringProtection build() {
            return new KeyringProtection(this);
        }
    }
}
