package org.linuxkeyring.keystore;

import java.security.KeyStore.Entry.Attribute;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keystore.store.KeyExpiry;

/** What is shown of the key that holds an entry, among the entry's attributes. */
public enum KeyAttribute {
    EXPIRY(1, (key, metadata) -> KeyExpiry.of(key).map(Object::toString)),
    SERIAL(2, (key, metadata) -> Optional.of(Integer.toString(key.serial()))),
    TYPE(3, (key, metadata) -> Optional.of(metadata.type().toString())),
    DESCRIPTION(4, (key, metadata) -> Optional.of(metadata.description().toString())),
    UID(5, (key, metadata) -> Optional.of(Integer.toString(metadata.uid()))),
    GID(6, (key, metadata) -> Optional.of(Integer.toString(metadata.gid()))),
    PERMISSIONS(7, (key, metadata) -> Optional.of(metadata.permissions().toString()));

    private final int number;
    private final BiFunction<KernelKey, KeyMetadata, Optional<String>> value;

    KeyAttribute(int number, BiFunction<KernelKey, KeyMetadata, Optional<String>> value) {
        this.number = number;
        this.value = value;
    }

    /** The attribute's name: a PKCS12Attribute has no other. */
    public String oid() {
        return KeyAttributes.oid(number);
    }

    /** All of a key; none of one that may not be viewed or has gone. */
    static Set<Attribute> of(KernelKey key) {
        try {
            KeyMetadata metadata = key.metadata();
            Set<Attribute> attributes = new HashSet<>();
            for (KeyAttribute attribute : values()) {
                attribute
                        .value
                        .apply(key, metadata)
                        .map(text -> KeyAttributes.of(attribute.number, text))
                        .ifPresent(attributes::add);
            }
            return attributes;
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED -> Set.of();
                default -> throw e;
            };
        }
    }
}
