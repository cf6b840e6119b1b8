package org.linuxkeyring.keystore.store;

import java.security.KeyStore.Entry.Attribute;
import java.util.Set;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;

/** The attributes of an entry that describe the kernel key which holds it. */
public final class KernelKeyAttributes {
    private KernelKeyAttributes() {}

    /** Returns all attributes of a key; none for a key that may not be viewed or has gone. */
    public static Set<Attribute> of(KernelKey key) {
        try {
            KeyMetadata metadata = key.metadata();
            return KeyAttributes.of(key.serial(), metadata, KeyExpiry.of(key));
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED -> Set.of();
                default -> throw e;
            };
        }
    }
}
