package org.linuxkeyring.keystore.store;

import java.security.UnrecoverableKeyException;
import java.util.Optional;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The key that the kernel holds for an entry, or why what the entry names as such is none of its own.
 *
 * @param name of the key
 * @param key empty where it is refused
 * @param refusal with the reason and the remedy; empty where there is a key
 */
public record Holding(KeyName name, Optional<KernelKey> key, String refusal) {
    static Holding of(KeyName name, KernelKey key) {
        return new Holding(name, Optional.of(key), "");
    }

    static Holding refused(KeyName name, String refusal) {
        return new Holding(name, Optional.empty(), refusal);
    }

    public KernelKey require() throws UnrecoverableKeyException {
        return key.orElseThrow(() -> new UnrecoverableKeyException(refusal));
    }
}
