package org.linuxkeyring.keystore;

import java.security.KeyStoreException;
import java.util.function.BooleanSupplier;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** The kernel's limits on keys, checked beforehand so that a refusal gives the reason instead of a bare EINVAL. */
final class KeyLimits {
    /**
     * The size of the largest payload of a big_key, in bytes. The type itself (security/keys/big_key.c) accepts 1 MiB,
     * but add_key(2) one byte less (security/keys/keyctl.c).
     */
    private static final int BIG_KEY_BYTES = 1024 * 1024 - 1;

    private KeyLimits() {}

    static void check(String alias, KeyName name, int payloadBytes, BooleanSupplier hasBigKeys)
            throws KeyStoreException {
        KeyType type = name.type();
        if (!type.isReadable()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias) + " cannot be stored: a key of type "
                    + type + " could not be read back. Use an alias without '%" + type + ":'");
        }
        if (!name.description().isLegal()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: its key's description would be "
                    + name.description().length() + " bytes, and the kernel allows at most " + Description.MAX_BYTES
                    + ". Choose a shorter alias or prefix");
        }
        boolean user = type.equals(KeyType.USER);
        int limit = user ? Keyctl.MAX_USER_PAYLOAD : BIG_KEY_BYTES;
        if (payloadBytes > limit) {
            throw new KeyStoreException(
                    "Entry " + KeyStoreEntries.quoted(alias) + " cannot be stored: it takes " + payloadBytes
                            + " bytes, and a key of type " + type + " holds at most " + limit + ". "
                            + (user ? ofUser(hasBigKeys) : "Store fewer certificates in one entry"));
        }
    }

    private static String ofUser(BooleanSupplier hasBigKeys) {
        return hasBigKeys.getAsBoolean()
                ? "Use type=auto or type=big_key, whose keys hold " + BIG_KEY_BYTES
                : "This kernel has no type big_key (CONFIG_BIG_KEYS), whose keys hold " + BIG_KEY_BYTES
                        + ": use one that has, or store fewer certificates in one entry";
    }
}
