package org.linuxkeyring.keyring;

import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;

/** Makes keys for tests of other packages. */
public final class Keys {
    private Keys() {}

    public static KernelKey of(Keyctl keyctl, int serial) {
        return new KernelKey(keyctl, serial);
    }

    public static Keyring keyring(Keyctl keyctl, int serial) {
        return new Keyring(keyctl, serial);
    }
}
