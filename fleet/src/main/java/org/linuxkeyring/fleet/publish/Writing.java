package org.linuxkeyring.fleet.publish;

import java.util.Optional;
import org.linuxkeyring.fleet.store.FleetStore;

/** One key that is written or deleted. */
record Writing(String key, Optional<byte[]> value) {
    static Writing put(String key, byte[] value) {
        return new Writing(key, Optional.of(value));
    }

    static Writing delete(String key) {
        return new Writing(key, Optional.empty());
    }

    int length() {
        return key.length() + value.map(bytes -> bytes.length).orElse(0);
    }

    FleetStore.Change change() {
        return new FleetStore.Change(key, value);
    }
}
