package org.linuxkeyring.keystore.store;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;

/** Whether this kernel can use a key that it was given to hold, and what it takes if not. */
public final class HeldKeys {
    private static final String FOR_PRIVATE_KEYS =
            KeyTypeProbe.PKCS8_NEEDS + " Use such a kernel, or set protection=exportable.";

    private HeldKeys() {}

    /**
     * Finds out before an entry depends on it: add_key(2) takes RSA keys of sizes that the kernel does not calculate
     * with, and secret keys where there are no AF_ALG sockets to use them.
     */
    public static void requireUsable(KernelKey key) {
        if (key.metadata().type().equals(KeyType.ASYMMETRIC)) {
            key.publicKeyQuery();
        } else {
            key.algorithmSocket("hash", "hmac(sha256)", 0).close();
        }
    }

    /** With the kernel options that it takes, where one is missing. */
    static KeyctlException explained(KeyctlException refusal, KeyType type) {
        if (!type.equals(KeyType.ASYMMETRIC)) {
            return refusal;
        }
        return switch (refusal.errno()) {
            case ENODEV, EBADMSG, EOPNOTSUPP -> refusal.withRemedy(FOR_PRIVATE_KEYS);
            default -> refusal;
        };
    }
}
