package org.linuxkeyring.keystore.store;

import java.security.KeyStore.Entry.Attribute;
import java.util.Set;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;

/** What is shown of the key that holds an entry, among the entry's attributes. */
public final class KernelKeyAttributes {
    private KernelKeyAttributes() {}

    /** All of a key; none of one that may not be viewed or has gone. */
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
