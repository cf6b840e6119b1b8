package org.linuxkeyring.keyring;

/** A key together with the keyring that links it. */
public record LinkedKey(Key key, KeyName name, Keyring keyring) {
    boolean is(KeyType type, Description description) {
        return name.type().equals(type) && name.description().equals(description);
    }
}
