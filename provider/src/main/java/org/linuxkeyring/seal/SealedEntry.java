package org.linuxkeyring.seal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Permissions;

/**
 * One key of a sealed keyring: what can be read of it, and its encrypted payload.
 *
 * @param expiry when the key expires, to the second; empty if it does not
 * @param sealed nonce, ciphertext and tag of the payload
 */
record SealedEntry(KeyName name, Permissions permissions, Optional<Instant> expiry, byte[] sealed) {
    /** Returns what is authenticated besides the payload: the place of the entry in its file, and what can be read. */
    static byte[] associated(
            byte[] file, int index, int count, KeyName name, Permissions permissions, Optional<Instant> expiry) {
        return Der.value(
                Der.SEQUENCE, file, Numbers.write(index), Numbers.write(count), plain(name, permissions, expiry));
    }

    byte[] associated(byte[] file, int index, int count) {
        return associated(file, index, count, name, permissions, expiry);
    }

    byte[] encoded() {
        return Der.value(Der.SEQUENCE, plain(name, permissions, expiry), Der.value(Der.OCTET_STRING, sealed));
    }

    private static byte[] plain(KeyName name, Permissions permissions, Optional<Instant> expiry) {
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.UTF8_STRING, name.type().toString().getBytes(StandardCharsets.UTF_8)),
                Der.value(Der.OCTET_STRING, name.description().bytes()),
                Numbers.write(permissions.bits()),
                Numbers.write(expiry.map(Instant::getEpochSecond).orElse(0L)));
    }

    static SealedEntry read(DerReader entries) throws MalformedEntryException {
        DerReader entry = entries.next(Der.SEQUENCE, "a sealed entry").reader();
        DerReader plain =
                entry.next(Der.SEQUENCE, "what can be read of a sealed entry").reader();
        String type = new String(plain.next(Der.UTF8_STRING, "a key type").contentCopy(), StandardCharsets.UTF_8);
        byte[] description = plain.next(Der.OCTET_STRING, "a description").contentCopy();
        long permissions = Numbers.read(plain, "a permission mask");
        long expiry = Numbers.read(plain, "an expiry");
        plain.end("what can be read of a sealed entry");
        byte[] sealed = entry.next(Der.OCTET_STRING, "an encrypted payload").contentCopy();
        entry.end("a sealed entry");
        return new SealedEntry(
                new KeyName(KeyType.of(type), Description.of(description)),
                Permissions.of((int) permissions),
                Optional.of(expiry).filter(second -> second != 0).map(Instant::ofEpochSecond),
                sealed);
    }
}
