package org.linuxkeyring.keyring;

/** What the kernel knows a key by, and a search asks for; it stays the same as long as the key lives. */
public record KeyName(KeyType type, Description description) {
    /** As keyctl(1) writes it. */
    @Override
    public String toString() {
        return "%" + type + ":" + description;
    }
}
