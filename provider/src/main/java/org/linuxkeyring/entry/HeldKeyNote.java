package org.linuxkeyring.entry;

import java.security.KeyStore;
import java.util.Optional;
import org.linuxkeyring.keyring.key.Description;

/**
 * The description of the key that the kernel holds for an entry, stored among the entry's attributes in place of the
 * key. Since the entry names its key, one add_key(2) replaces both.
 *
 * @param sealed the key, encrypted under a key-encryption key in the kernel, of a keystore that is sealed
 */
public record HeldKeyNote(Description key, Optional<byte[]> sealed) implements KeyStore.Entry.Attribute {
    static final String OID = KeyAttributes.oid(8);

    /** The type of the attribute that has the encrypted key. */
    static final String SEALED_OID = KeyAttributes.oid(11);

    @Override
    public String getName() {
        return OID;
    }

    @Override
    public String getValue() {
        return key.toString();
    }
}
