package org.linuxkeyring.entry;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.KeyringAttribute;

/**
 * The origin of the key that the kernel holds for an entry, stored among the entry's attributes. An imported key has no
 * such note.
 *
 * @param origin {@code GENERATED}, or {@code GENERATED_IN_KERNEL} for a key of type {@code encrypted}
 * @param ciphertext what KEYCTL_READ returned for the key of type {@code encrypted}: the key encrypted under its master
 *     key, which is the sealed form of the key; empty if there is no master key
 */
public record OriginNote(Origin origin, Optional<String> ciphertext) implements KeyStore.Entry.Attribute {
    static final String OID = KeyringAttribute.ORIGIN.oid();

    private static final byte GENERATED = 1;
    private static final byte GENERATED_IN_KERNEL = 2;

    /** Returns the note of a key that was generated in a process. */
    public static OriginNote generated() {
        return new OriginNote(Origin.GENERATED, Optional.empty());
    }

    /** Reads a note; empty for a value that is none, which whoever may write the entry can have put there. */
    static Optional<OriginNote> read(DerValue value) {
        try {
            DerReader fields = value.reader();
            byte[] how = fields.next(Der.INTEGER, "the origin").contentCopy();
            Optional<String> ciphertext = Optional.empty();
            if (fields.hasNext()) {
                byte[] text = fields.next(Der.OCTET_STRING, "the ciphertext").contentCopy();
                ciphertext = Optional.of(new String(text, StandardCharsets.US_ASCII));
            }
            fields.end("the origin");
            return how.length == 1 ? of(how[0], ciphertext) : Optional.empty();
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    private static Optional<OriginNote> of(byte how, Optional<String> ciphertext) {
        return switch (how) {
            case GENERATED -> Optional.of(generated());
            case GENERATED_IN_KERNEL -> Optional.of(new OriginNote(Origin.GENERATED_IN_KERNEL, ciphertext));
            default -> Optional.empty();
        };
    }

    /** Encodes the note as SEQUENCE { INTEGER, OCTET STRING OPTIONAL }. */
    byte[] encoded() {
        byte how = origin == Origin.GENERATED_IN_KERNEL ? GENERATED_IN_KERNEL : GENERATED;
        byte[] text = ciphertext
                .map(each -> Der.value(Der.OCTET_STRING, each.getBytes(StandardCharsets.US_ASCII)))
                .orElse(new byte[0]);
        return Der.value(Der.SEQUENCE, Der.value(Der.INTEGER, new byte[] {how}), text);
    }

    @Override
    public String getName() {
        return OID;
    }

    @Override
    public String getValue() {
        return origin.toString();
    }
}
