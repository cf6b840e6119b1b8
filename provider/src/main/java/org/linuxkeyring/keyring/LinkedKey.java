package org.linuxkeyring.keyring;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** A key together with the keyring that links it. */
public record LinkedKey(KernelKey key, KeyName name, Keyring keyring) {
    /**
     * Returns whether a search of a keyring, which may go on to the one that links it, finds the key by its name; false
     * if the search is refused.
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
