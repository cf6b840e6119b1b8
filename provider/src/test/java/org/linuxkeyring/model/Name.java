package org.linuxkeyring.model;

/** What the kernel tells keys of one keyring apart by. */
record Name(String type, String description) {
    @Override
    public String toString() {
        return type + ":" + description;
    }
}
