package org.linuxkeyring.seal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.spec.Seal;

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

    /**
     * Returns the name of the master key in the blob of an {@code encrypted} key, as {@code trusted:kmk}; empty if it
     * has none.
     */
    String master() {
        String[] words = new String(blob, StandardCharsets.US_ASCII).split(" ");
        return words.length > 1 ? words[1] : "";
    }

    /**
     * Refuses a setting that asks for another key.
     *
     * @throws KeyringException if it does
     */
    void requireOf(Seal seal) {
        String type = name.type().toString();
        boolean isSame = switch (seal.source()) {
            case TRUSTED -> type.equals("trusted");
            case ENCRYPTED -> type.equals("encrypted") && master().equals(seal.name());
            case KEY -> type.equals("logon") && name.description().toString().equals(seal.name());
        };
        if (!isSame) {
            throw new KeyringException("The file says seal=" + seal + ", but its entries are sealed under "
                    + KeyRefusals.shown(name)
                    + ". Put the setting back as it was; `linuxkeyring seal rekey`"
                    + " seals them under another key");
        }
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
