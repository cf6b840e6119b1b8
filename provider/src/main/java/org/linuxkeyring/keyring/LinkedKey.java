package org.linuxkeyring.keyring;

import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** A key together with the keyring that links it. */
public record LinkedKey(KernelKey key, KeyName name, Keyring keyring) {
    boolean is(KeyType type, Description description) {
        return name.type().equals(type) && name.description().equals(description);
    }
}
