package org.linuxkeyring.keyring;

import org.linuxkeyring.kernel.Keyctl;

/** Makes keys for tests of other packages. */
public final class Keys {
    private Keys() {}

    public static Key of(Keyctl keyctl, int serial) {
        return new Key(keyctl, serial);
    }

    public static Keyring keyring(Keyctl keyctl, int serial) {
        return new Keyring(keyctl, serial);
    }
}
