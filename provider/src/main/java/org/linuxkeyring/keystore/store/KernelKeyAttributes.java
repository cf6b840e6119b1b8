package org.linuxkeyring.keystore.store;

import java.security.KeyStore.Entry.Attribute;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.spec.KeyInfo.Origin;

/** The attributes of an entry that describe the kernel key which holds it, or which is held for it. */
public final class KernelKeyAttributes {
    private KernelKeyAttributes() {}

    /**
     * Returns all attributes of the key of an entry.
     *
     * @param key the key; empty if it has gone or is not the entry's own, or if the entry is not in a keyring yet
     */
    public static Set<Attribute> of(Optional<KernelKey> key, StoredEntry entry) {
        Set<Attribute> attributes = new HashSet<>();
        key.map(KernelKeyAttributes::of).ifPresent(attributes::addAll);
        if (entry.kind() != Kind.CERTIFICATE) {
            boolean isGone = key.isEmpty() && entry.heldKey().isPresent();
            attributes.add(KeyAttributes.of(isGone ? Origin.UNKNOWN : entry.origin()));
        }
        return attributes;
    }

    /** Returns the attributes of a key; none for a key that may not be viewed or has gone. */
    private static Set<Attribute> of(KernelKey key) {
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
