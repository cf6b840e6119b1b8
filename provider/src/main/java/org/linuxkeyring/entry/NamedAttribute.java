package org.linuxkeyring.entry;

import java.security.KeyStore;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.DirectoryString;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * An entry attribute whose name is not an object identifier, or whose value a PKCS #12 attribute would not return
 * unchanged.
 */
record NamedAttribute(String name, String value) implements KeyStore.Entry.Attribute {
    /** The type under which such an attribute is stored; its value is SEQUENCE { name, value }. */
    static final String OID = "2.25.85042265955319002101197479744399273896";

    static NamedAttribute read(DerValue pair) throws MalformedEntryException {
        if (pair.tag() != Der.SEQUENCE) {
            throw new MalformedEntryException(pair.start(), "an attribute's name and value");
        }
        DerReader fields = pair.reader();
        String name = DirectoryString.read(fields.next("an attribute's name"));
        String value = DirectoryString.read(fields.next("an attribute's value"));
        fields.end("an attribute's name and value");
        return new NamedAttribute(name, value);
    }

    static byte[] write(String name, String value) {
        return Der.value(Der.SEQUENCE, DirectoryString.write(name), DirectoryString.write(value));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getValue() {
        return value;
    }
}
