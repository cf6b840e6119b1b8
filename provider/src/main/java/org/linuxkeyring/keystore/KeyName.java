package org.linuxkeyring.keystore;

import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.KeyType;

/** What the kernel knows an entry by. */
record KeyName(KeyType type, Description description) {
    /** As keyctl(1) writes it. */
    @Override
    public String toString() {
        return "%" + type + ":" + description;
    }
}
