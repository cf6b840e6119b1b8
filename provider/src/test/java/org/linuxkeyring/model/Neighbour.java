package org.linuxkeyring.model;

import java.security.KeyStore;
import java.util.List;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Session;

/** One of several keystores. */
final class Neighbour {
    private final int number;
    private final Configuration configuration;
    private final List<String> types;
    private final boolean isOfOther;
    private final boolean isHolding;
    private final boolean isHoldingSecrets;
    private final String prefix;
    private final KeyStore keyStore;

    Neighbour(
            int number, Configuration configuration, Keyrings keyrings, String backend, Configuration.Features features)
            throws Exception {
        this.number = number;
        this.configuration = configuration;
        this.types = configuration.types(features.hasBigKeys());
        this.isOfOther = configuration.isOfOther() && keyrings.hasOtherUser();
        this.isHolding = configuration.isHeld() && features.holdsKeys();
        this.isHoldingSecrets = isHolding && features.holdsSecretKeys();
        this.prefix = configuration.prefix(keyrings.tag());
        KeyringLoadStoreParameter.Builder parameter = KeyringLoadStoreParameter.builder();
        configuration
                .settings(keyrings.written(configuration.scope()), keyrings.tag(), backend, features)
                .forEach(parameter::set);
        if (isOfOther) {
            // The session is root's, as it is after su(1).
            this.keyStore = KeyStoreOn.open(
                    keyrings.keyctlOfOther(configuration.scope().destination),
                    parameter.session(Session.ANY).build());
        } else {
            this.keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
            keyStore.load(parameter.build());
        }
    }

    int number() {
        return number;
    }

    Configuration configuration() {
        return configuration;
    }

    /** Whether the other user has opened it, whose new keys are foreign to the process. */
    boolean isOfOther() {
        return isOfOther;
    }

    /** Whether it gives private keys to the kernel. */
    boolean isHolding() {
        return isHolding;
    }

    /** Whether it gives a key to the kernel. */
    boolean holds(Value value) {
        return isHolding && value.kind() == Value.Kind.PRIVATE_KEY
                || isHoldingSecrets && value.kind() == Value.Kind.SECRET_KEY;
    }

    /**
     * What it can be given in place of a value: not every kernel that holds private keys can use secret ones, and the
     * other user has an ordinary quota, which many chains would use up.
     */
    Value settable(Value value) {
        Value kept = isHolding && !isHoldingSecrets && value.kind() == Value.Kind.SECRET_KEY
                ? new Value(Value.Kind.PRIVATE_KEY, value.number())
                : value;
        kept = isOfOther && value.kind() == Value.Kind.PRIVATE_KEY
                ? new Value(Value.Kind.SECRET_KEY, value.number()).locked(value.isLocked())
                : kept;
        return holds(kept) || configuration.ignoresPasswords() ? kept.locked(false) : kept;
    }

    List<String> types() {
        return types;
    }

    String prefix() {
        return prefix;
    }

    KeyStore keyStore() {
        return keyStore;
    }

    @Override
    public String toString() {
        return "keystore " + number + " " + configuration;
    }
}
