package org.linuxkeyring.keyring;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** A key together with the keyring that links it. */
public record LinkedKey(KernelKey key, KeyName name, Keyring keyring) {
    /**
     * Returns whether a search that begins at {@code top} finds this key by its name, and no other of that name before
     * it; false if the search is refused.
     */
    public boolean isFoundFrom(Keyring top) {
        try {
            return top.find(name.type(), name.description()).filter(key::equals).isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    boolean is(KeyType type, Description description) {
        return name.type().equals(type) && name.description().equals(description);
    }
}
