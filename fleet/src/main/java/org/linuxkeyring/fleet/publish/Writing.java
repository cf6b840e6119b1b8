package org.linuxkeyring.fleet.publish;

import java.util.Optional;
import org.linuxkeyring.fleet.store.FleetStore;

/**
 * One key that is written or deleted.
 *
 * @param value what is written; empty if the key is deleted
 * @param condition what has to be so besides
 */
record Writing(String key, Optional<byte[]> value, Optional<FleetStore.Condition> condition) {
    static Writing put(String key, byte[] value) {
        return new Writing(key, Optional.of(value), Optional.empty());
    }

    static Writing put(String key, byte[] value, FleetStore.Condition condition) {
        return new Writing(key, Optional.of(value), Optional.of(condition));
    }

    static Writing delete(String key) {
        return new Writing(key, Optional.empty(), Optional.empty());
    }

    int length() {
        return key.length() + value.map(bytes -> bytes.length).orElse(0);
    }

    FleetStore.Change change() {
        return new FleetStore.Change(key, value);
    }
}
