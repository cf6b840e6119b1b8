package org.linuxkeyring.service;

import java.security.InvalidKeyException;

/** The refusal of keys that are of another provider. */
final class ForeignKeys {
    private ForeignKeys() {}

    static InvalidKeyException refused() {
        return new InvalidKeyException("the provider LinuxKeyring uses keys that its keystore returned, and this is no"
                + " such key: name no provider, and another one will be found");
    }
}
