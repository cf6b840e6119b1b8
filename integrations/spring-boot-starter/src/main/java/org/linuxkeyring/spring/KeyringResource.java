package org.linuxkeyring.spring;

import java.util.Objects;
import org.springframework.boot.context.config.ConfigDataResource;

/** A keyring that {@code spring.config.import} names. */
final class KeyringResource extends ConfigDataResource {
    private final String keyring;

    KeyringResource(String keyring, boolean isOptional) {
        super(isOptional);
        this.keyring = keyring;
    }

    String keyring() {
        return keyring;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyringResource resource && keyring.equals(resource.keyring);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyring);
    }

    @Override
    public String toString() {
        return "keyring " + keyring;
    }
}
