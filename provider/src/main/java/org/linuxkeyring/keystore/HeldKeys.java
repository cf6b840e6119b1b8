package org.linuxkeyring.keystore;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.Key;

/** Whether this kernel can use a key that it was given to hold, and what it takes if not. */
final class HeldKeys {
    private HeldKeys() {}

    /** Finds out before an entry depends on it: a kernel takes keys that it cannot use, such as RSA keys of odd sizes. */
    static void requireUsable(Key key) {
        try {
            if (key.metadata().type().equals(org.linuxkeyring.keyring.KeyType.ASYMMETRIC)) {
                key.publicKeyQuery();
            }
        } catch (KeyctlException e) {
            throw explained(e);
        }
    }

    /** With the kernel options that it takes, where one is missing. */
    static KeyctlException explained(KeyctlException refusal) {
        return switch (refusal.errno()) {
            case ENODEV, EBADMSG, EOPNOTSUPP ->
                refusal.withRemedy(
                        "To hold RSA private keys a kernel needs CONFIG_ASYMMETRIC_KEY_TYPE, CONFIG_ASYMMETRIC_PUBLIC_KEY_SUBTYPE and"
                                + " CONFIG_PKCS8_PRIVATE_KEY_PARSER, which may be a module (modprobe pkcs8_key_parser). Use such a kernel, or"
                                + " set protection=exportable.");
            default -> refusal;
        };
    }
}
