package org.linuxkeyring.keystore;

import java.security.UnrecoverableKeyException;
import java.util.Optional;
import org.linuxkeyring.keyring.Key;
import org.linuxkeyring.keyring.KeyName;

/**
 * The key that the kernel holds for an entry, or why what the entry names as such is none of its own.
 *
 * @param name of the key
 * @param key empty where it is refused
 * @param refusal with the reason and the remedy; empty where there is a key
 */
record Holding(KeyName name, Optional<Key> key, String refusal) {
    static Holding of(KeyName name, Key key) {
        return new Holding(name, Optional.of(key), "");
    }

    static Holding refused(KeyName name, String refusal) {
        return new Holding(name, Optional.empty(), refusal);
    }

    Key require() throws UnrecoverableKeyException {
        return key.orElseThrow(() -> new UnrecoverableKeyException(refusal));
    }
}
