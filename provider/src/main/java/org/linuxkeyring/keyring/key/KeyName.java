package org.linuxkeyring.keyring.key;

import org.linuxkeyring.kernel.Printable;

/** What the kernel knows a key by, and a search asks for; it stays the same as long as the key lives. */
public record KeyName(KeyType type, Description description) {
    /** As keyctl(1) writes it, in a message. */
    @Override
    public String toString() {
        return "%" + type + ":" + Printable.name(description.toString());
    }
}
