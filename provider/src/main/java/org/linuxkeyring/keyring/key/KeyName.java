package org.linuxkeyring.keyring.key;

import org.linuxkeyring.kernel.Printable;

/** The type and description of a key, by which a search finds it and which stay the same as long as the key lives. */
public record KeyName(KeyType type, Description description) {
    /** Returns the name for a message, in the notation of keyctl(1). */
    @Override
    public String toString() {
        return "%" + type + ":" + Printable.name(description.toString());
    }
}
