package org.linuxkeyring.keystore.store;

import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Permissions;

/** The policies of keys that the kernel holds, where they differ from those of the entries. */
final class HeldPolicy {
    /** The mask that the kernel gives a new key (keyrings(7)). */
    private static final int USUAL_MASK = 0x3f010000;

    private static final int WRITE_AND_SETATTR = 0x24242424;
    private static final int WRITE_AND_SETATTR_OF_POSSESSOR = 0x24000000;

    private HeldPolicy() {}

    /**
     * Returns what a held key takes over from the one that it replaces. The permissions that only a key of type
     * {@code encrypted} has to lack are given back to possessors.
     */
    static EntryPolicy inherited(KeyMetadata old, KeyType type) {
        EntryPolicy all = EntryPolicy.of(old);
        return old.type().equals(KeyType.ENCRYPTED) && !type.equals(KeyType.ENCRYPTED)
                ? all.permitting(Permissions.of(old.permissions().bits() | WRITE_AND_SETATTR_OF_POSSESSOR))
                : all;
    }

    /**
     * Returns the policy, for a key of type {@code encrypted} with a mask by which no one may update it or change its
     * mask. An update would let anyone name a master key of their own, and then read the key encrypted under that
     * (security/keys/encrypted-keys/encrypted.c, encrypted_update).
     */
    static EntryPolicy of(KeyType type, EntryPolicy policy) {
        if (!type.equals(KeyType.ENCRYPTED)) {
            return policy;
        }
        int bits = policy.permissions().map(Permissions::bits).orElse(USUAL_MASK);
        return policy.permitting(Permissions.of(bits & ~WRITE_AND_SETATTR));
    }
}
