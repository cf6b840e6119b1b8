package org.linuxkeyring.keyring;

/** A key together with the keyring that links it. */
public record LinkedKey(Key key, KeyMetadata metadata, Keyring keyring) {
    boolean is(KeyType type, Description description) {
        return metadata.type().equals(type) && metadata.description().equals(description);
    }

    void unlink() {
        keyring.unlink(key);
    }
}
