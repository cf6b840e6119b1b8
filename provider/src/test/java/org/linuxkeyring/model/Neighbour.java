package org.linuxkeyring.model;

import java.security.KeyStore;
import java.util.List;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** One of several keystores. */
final class Neighbour {
    private final int number;
    private final Configuration configuration;
    private final List<String> types;
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
        this.isHolding = configuration.isHeld() && features.holdsKeys();
        this.isHoldingSecrets = isHolding && features.holdsSecretKeys();
        this.prefix = configuration.prefix(keyrings.tag());
        KeyringLoadStoreParameter.Builder parameter = KeyringLoadStoreParameter.builder();
        configuration
                .settings(keyrings.written(configuration.scope()), keyrings.tag(), backend, features)
                .forEach(parameter::set);
        this.keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        keyStore.load(parameter.build());
    }

    int number() {
        return number;
    }

    Configuration configuration() {
        return configuration;
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

    /** What it can be given in place of a value: not every kernel that holds private keys can use secret ones. */
    Value settable(Value value) {
        Value kept = isHolding && !isHoldingSecrets && value.kind() == Value.Kind.SECRET_KEY
                ? new Value(Value.Kind.PRIVATE_KEY, value.number())
                : value;
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
