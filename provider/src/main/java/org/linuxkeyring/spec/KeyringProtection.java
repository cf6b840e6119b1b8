package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;

/**
 * Protects one entry of a {@code LINUXKEYRING} keystore: the entry's timeout, the permission mask and owner of its key,
 * and a password. {@link KeyStore#setEntry} takes it; {@link KeyStore#getEntry} uses the password alone.
 *
 * <pre>{@code
 * ks.setEntry("token", new KeyStore.SecretKeyEntry(key),
 *         KeyringProtection.builder()
 *                 .timeout(Duration.ofMinutes(10))
 *                 .permissions(Permissions.of("0x3f010000"))
 *                 .build());
 * }</pre>
 *
 * An attribute that is set here takes precedence over the keystore's settings. For an attribute that is not set here, a
 * replaced entry keeps its own value, and a new entry takes the value of the keystore's settings.
 *
 * <p>Immutable, except for the password, which {@link #destroy} wipes.
 */
public final class KeyringProtection implements KeyStore.ProtectionParameter, Destroyable {
    private final Optional<KeyStore.PasswordProtection> password;
    private final Optional<Duration> timeout;
    private final Optional<Permissions> permissions;
    private final Optional<Integer> owner;
    private final Optional<Integer> group;
    private final boolean isKernelHeld;

    private KeyringProtection(Builder builder) {
        this.password = builder.passwordOfAProtection();
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

    /** {@return the password that encrypts the key; empty for no password} */
    public Optional<KeyStore.PasswordProtection> password() {
        return password;
    }

    /**
     * {@return the time after which the entry expires, counted from when it is set; zero for no expiry, empty if not
     * set}
     */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** {@return the key's permission mask; empty if not set} */
    public Optional<Permissions> permissions() {
        return permissions;
    }

    /** {@return the numeric ID of the user who owns the key; empty if not set} */
    public Optional<Integer> owner() {
        return owner;
    }

    /** {@return the numeric ID of the key's group; empty if not set} */
    public Optional<Integer> group() {
        return group;
    }

    /** {@return whether the kernel is to hold the key, whatever the keystore's settings say} */
    public boolean isKernelHeld() {
        return isKernelHeld;
    }

    /**
     * Wipes the password, if there is one. After that no entry can be set or read with this protection.
     *
     * @throws DestroyFailedException if the password cannot be wiped
     */
    @Override
    public void destroy() throws DestroyFailedException {
        if (password.isPresent()) {
            password.get().destroy();
        }
    }

    /** {@return whether there was a password and it has been wiped} */
    @Override
    public boolean isDestroyed() {
        return password.map(KeyStore.PasswordProtection::isDestroyed).orElse(false);
    }

    /** Collects the attributes of one entry. */
    public static final class Builder {
        private Optional<KeyStore.PasswordProtection> password = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<Permissions> permissions = Optional.empty();
        private Optional<Integer> owner = Optional.empty();
        private Optional<Integer> group = Optional.empty();
        private boolean isKernelHeld;
        private boolean isPasswordGiven;

        private Builder() {}

        /**
         * Returns the password, of which the builder keeps no copy that {@link KeyringProtection#destroy} would not
         * wipe; and for each further protection a copy of the first one's.
         */
        private Optional<KeyStore.PasswordProtection> passwordOfAProtection() {
            Optional<KeyStore.PasswordProtection> given = isPasswordGiven
                    ? password.map(first -> new KeyStore.PasswordProtection(first.getPassword()))
                    : password;
            isPasswordGiven = true;
            return given;
        }

        /**
         * Sets the password that encrypts the key, in addition to the kernel's permissions; none if not set.
         *
         * @param password the password, which is copied, so that the caller may wipe it
         * @return this builder
         */
        public Builder password(char[] password) {
            this.password = Optional.of(new KeyStore.PasswordProtection(password));
            isPasswordGiven = false;
            return this;
        }

        /**
         * Sets the time after which the entry expires, counted from when it is set (keyctl_set_timeout(3)).
         * {@link Duration#ZERO} is for no expiry, and also removes the timeout of an entry that is replaced.
         *
         * @param timeout whole seconds, at most 2147483647
         * @return this builder
         * @throws IllegalArgumentException if the timeout is negative, is longer, or has a fraction of a second
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
         * Sets the key's permission mask (keyctl_setperm(3)).
         *
         * @param mask the mask; if not set, a replaced entry keeps its mask, and a new entry gets that of the
         *     keystore's settings or the kernel's default, 0x3f010000 (keyrings(7))
         * @return this builder
         */
        public Builder permissions(Permissions mask) {
            permissions = Optional.of(mask);
            return this;
        }

        /**
         * Sets the user who owns the key (keyctl_chown(3)). This requires CAP_SYS_ADMIN, and the key counts against
         * that user's quota.
         *
         * @param uid the user's numeric ID
         * @return this builder
         * @throws IllegalArgumentException if the ID is negative
         */
        public Builder owner(int uid) {
            owner = Optional.of(requireId("uid", uid));
            return this;
        }

        /**
         * Sets the key's group (keyctl_chown(3)), which is one of the process's groups; any other requires
         * CAP_SYS_ADMIN.
         *
         * @param gid the group's numeric ID
         * @return this builder
         * @throws IllegalArgumentException if the ID is negative
         */
        public Builder group(int gid) {
            group = Optional.of(requireId("gid", gid));
            return this;
        }

        /**
         * Lets the kernel hold the key, so that no process can read it again, this JVM included. {@code getKey} then
         * returns a {@link KernelHeldKey}, which can sign, decrypt or compute a MAC, and has no encoding. RSA private
         * keys (key type {@code asymmetric}) and secret keys (key type {@code logon}) can be held; {@code setEntry}
         * refuses any other. {@code protection=kernel-held} does the same for a whole keystore.
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

        /**
         * Builds a protection, which is immutable except for {@link KeyringProtection#destroy}. Each protection has a
         * password of its own.
         *
         * @return the protection
         * @throws IllegalStateException if the password of the first protection has been destroyed
         */
        public KeyringProtection build() {
            return new KeyringProtection(this);
        }
    }
}
