package org.linuxkeyring.entry;

import java.security.KeyStore;
import org.linuxkeyring.keyring.key.Description;

/**
 * The description of the key that the kernel holds for an entry, stored among the entry's attributes in place of the
 * key. Since the entry names its key, one add_key(2) replaces both.
 */
public record HeldKeyNote(Description key) implements KeyStore.Entry.Attribute {
    static final String OID = KeyAttributes.oid(8);

    @Override
    public String getName() {
        return OID;
    }

    @Override
    public String getValue() {
        return key.toString();
    }
}
