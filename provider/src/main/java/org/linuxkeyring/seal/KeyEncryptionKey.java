package org.linuxkeyring.seal;

import java.util.Arrays;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The key-encryption key of a file, as the file names it.
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

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyEncryptionKey key && key.name.equals(name) && Arrays.equals(key.blob, blob);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    static KeyEncryptionKey read(DerReader file) throws MalformedEntryException {
        DerReader key = file.next(Der.SEQUENCE, "the key-encryption key").reader();
        KeyName name = SealedKey.name(key);
        byte[] blob = key.next(Der.OCTET_STRING, "its blob").contentCopy();
        key.end("the key-encryption key");
        return new KeyEncryptionKey(name, blob);
    }
}
