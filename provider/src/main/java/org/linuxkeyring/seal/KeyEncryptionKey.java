package org.linuxkeyring.seal;

import java.nio.charset.StandardCharsets;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * What a file says of the key under which its entries are encrypted.
 *
 * @param blob what the kernel loads the key from, if it is of type {@code trusted} or {@code encrypted}
 *     (Documentation/security/keys/trusted-encrypted.rst); empty for another type, whose key comes from elsewhere
 */
record KeyEncryptionKey(KeyName name, byte[] blob) {
    byte[] encoded() {
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.UTF8_STRING, name.type().bytes()),
                Der.value(Der.OCTET_STRING, name.description().bytes()),
                Der.value(Der.OCTET_STRING, blob));
    }

    static KeyEncryptionKey read(DerReader file) throws MalformedEntryException {
        DerReader key = file.next(Der.SEQUENCE, "the key-encryption key").reader();
        String type = new String(key.next(Der.UTF8_STRING, "its type").contentCopy(), StandardCharsets.UTF_8);
        byte[] description = key.next(Der.OCTET_STRING, "its description").contentCopy();
        byte[] blob = key.next(Der.OCTET_STRING, "its blob").contentCopy();
        key.end("the key-encryption key");
        return new KeyEncryptionKey(new KeyName(KeyType.of(type), Description.of(description)), blob);
    }
}
