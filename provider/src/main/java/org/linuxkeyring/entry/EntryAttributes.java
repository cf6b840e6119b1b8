package org.linuxkeyring.entry;

import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerDepth;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.keyring.key.Description;

/**
 * The last value of an entry: a SET OF Attribute (X.501 section 8.2) with the creation time and the entry's own
 * attributes. Every lookup, listing and handshake parses this value, and few use it, so an attribute is decoded only
 * when it is asked for.
 *
 * @param creation the time at which the entry was stored
 * @param expiry the time at which its key expires, as noted in the entry
 * @param heldKey the description of the key that the kernel holds for the entry, as noted in the entry
 * @param sealedKey that key, encrypted under a key-encryption key in the kernel
 * @param origin how that key came to be, as noted in the entry
 * @param others the attributes that the application gave, each as a whole value
 */
record EntryAttributes(
        Optional<DerValue> creation,
        Optional<DerValue> expiry,
        Optional<Description> heldKey,
        Optional<DerValue> sealedKey,
        Optional<DerValue> origin,
        List<DerValue> others) {
    static final EntryAttributes NONE = new EntryAttributes(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    /**
     * The most attributes of an entry. A set compares the members of one hash code with each other, and whoever wrote
     * the entry could choose attributes of equal hash codes.
     */
    static final int MOST = 256;

    /**
     * The longest INTEGER in bytes. An attribute shows an INTEGER in decimal, and the conversion takes time that grows
     * with the square of the length.
     */
    static final int LONGEST_INTEGER = 1024;

    /** The longest timeout in seconds that KEYCTL_SET_TIMEOUT accepts. */
    private static final long LONGEST_TIMEOUT = Integer.MAX_VALUE;

    /** X.501's createTimestamp (RFC 4512 section 3.4.1). */
    private static final String CREATE_TIMESTAMP = "2.5.18.1";

    /**
     * The attributes friendlyName and localKeyId of PKCS #12 (RFC 2985 section 5.5), which an entry has that is copied
     * from a PKCS #12 file. They are left out, because the key's description and payload hold the same, and each byte
     * counts against the quota.
     */
    private static final Set<String> OF_PKCS12_ALONE = Set.of("1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21");

    private static final byte[] CREATE_TIMESTAMP_DER = Der.objectIdentifier(CREATE_TIMESTAMP);
    private static final byte[] EXPIRY_DER = Der.objectIdentifier(ExpiryNote.OID);
    private static final byte[] HELD_KEY_DER = Der.objectIdentifier(HeldKeyNote.OID);
    private static final byte[] SEALED_KEY_DER = Der.objectIdentifier(HeldKeyNote.SEALED_OID);
    private static final byte[] ORIGIN_DER = Der.objectIdentifier(OriginNote.OID);
    private static final byte[] NAMED_DER = Der.objectIdentifier(NamedAttribute.OID);

    /** Encodes the creation time and the attributes as a SET. */
    static byte[] write(Instant created, Set<Attribute> attributes) throws KeyStoreException {
        byte[] creation = attribute(CREATE_TIMESTAMP_DER, CreationTime.write(created));
        if (attributes.isEmpty()) {
            return Der.value(Der.SET, creation);
        }
        // X.690 section 11.6: the values of a SET OF are ordered as octet strings.
        Set<byte[]> encoded = new TreeSet<>(Arrays::compareUnsigned);
        encoded.add(creation);
        for (Attribute attribute : attributes) {
            if (isNote(attribute) || !isLeftOut(attribute)) {
                encoded.add(encode(attribute));
            }
            if (attribute instanceof HeldKeyNote note) {
                note.sealed()
                        .map(key -> attribute(SEALED_KEY_DER, Der.value(Der.OCTET_STRING, key)))
                        .ifPresent(encoded::add);
            }
        }
        byte[] set = Der.value(Der.SET, encoded.toArray(new byte[0][]));
        try {
            read(DerValue.of(set, "the attributes")).attributes();
        } catch (MalformedEntryException e) {
            throw new KeyStoreException("The entry's attributes could not be read back. " + e.getMessage(), e);
        }
        return set;
    }

    static EntryAttributes read(DerValue set) throws MalformedEntryException {
        Optional<DerValue> creation = Optional.empty();
        Optional<DerValue> expiry = Optional.empty();
        Optional<Description> heldKey = Optional.empty();
        Optional<DerValue> sealedKey = Optional.empty();
        Optional<DerValue> origin = Optional.empty();
        List<DerValue> others = List.of();
        DerReader reader = set.reader();
        while (reader.hasNext()) {
            DerValue attribute = reader.next(Der.SEQUENCE, "an attribute");
            DerReader fields = attribute.reader();
            DerValue type = fields.next(Der.OBJECT_IDENTIFIER, "an attribute's type");
            DerValue values = fields.next(Der.SET, "an attribute's values");
            fields.end("an attribute");
            if (type.isEncoded(CREATE_TIMESTAMP_DER)) {
                if (creation.isPresent()) {
                    throw new MalformedEntryException(attribute.start(), "no second time of creation");
                }
                creation = Optional.of(only(values, "the time of creation"));
            } else if (type.isEncoded(EXPIRY_DER)) {
                expiry = Optional.of(only(values, "the time of expiry"));
            } else if (type.isEncoded(HELD_KEY_DER)) {
                heldKey = Optional.of(Description.of(only(values, "the name of the key that the kernel holds")
                                .contentCopy()))
                        .filter(Description::isLegal);
            } else if (type.isEncoded(SEALED_KEY_DER)) {
                sealedKey = Optional.of(only(values, "the encrypted key that the kernel holds"));
            } else if (type.isEncoded(ORIGIN_DER)) {
                origin = Optional.of(only(values, "the origin of the key"));
            } else {
                others = others.isEmpty() ? new ArrayList<>() : others;
                others.add(attribute);
            }
        }
        return new EntryAttributes(creation, expiry, heldKey, sealedKey, origin, others);
    }

    private static DerValue only(DerValue values, String what) throws MalformedEntryException {
        DerReader reader = values.reader();
        DerValue value = reader.next(what);
        reader.end(what);
        return value;
    }

    EntryAttributes heldAs(Description key) {
        return new EntryAttributes(creation, expiry, Optional.of(key), sealedKey, origin, others);
    }

    /** Returns how the key that the kernel holds came to be, if the entry notes that. */
    Optional<OriginNote> originNote() {
        return origin.flatMap(OriginNote::read);
    }

    /**
     * Returns when the entry was stored, if it notes that.
     *
     * @throws MalformedEntryException if the noted value is not a time
     */
    Optional<Instant> created() {
        return creation.map(CreationTime::read);
    }

    /**
     * Returns when the entry's key expires, if it notes that. A time that no timeout can have is ignored, because
     * anyone who may write the entry can note any time.
     */
    Optional<Instant> expires() {
        if (expiry.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant longest = Instant.now().plusSeconds(LONGEST_TIMEOUT);
            return expiry.map(CreationTime::read).filter(longest::isAfter);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the attributes that the application gave. Attributes that look like those of the kernel's key are left
     * out, because callers would believe them.
     *
     * @throws MalformedEntryException if one cannot be decoded, or they exceed a limit
     */
    Set<Attribute> attributes() {
        if (others.isEmpty()) {
            return Set.of();
        }
        if (others.size() > MOST) {
            throw MalformedEntryException.unusable(
                    others.get(MOST).start(), "it has " + others.size() + " attributes; at most " + MOST + " are read");
        }
        Set<Attribute> attributes = new LinkedHashSet<>();
        for (DerValue other : others) {
            Attribute attribute = decode(other);
            if (!KeyAttributes.isOne(attribute)) {
                attributes.add(attribute);
            }
        }
        return Collections.unmodifiableSet(attributes);
    }

    private static Attribute decode(DerValue attribute) throws MalformedEntryException {
        DerDepth.require(attribute);
        DerReader fields = attribute.reader();
        DerValue type = fields.next(Der.OBJECT_IDENTIFIER, "an attribute's type");
        DerValue values = fields.next(Der.SET, "an attribute's values");
        if (type.isEncoded(NAMED_DER)) {
            return NamedAttribute.read(only(values, "a named attribute"));
        }
        DerReader each = values.reader();
        while (each.hasNext()) {
            DerValue value = each.next("an attribute's value");
            if (value.tag() == Der.INTEGER && value.length() > LONGEST_INTEGER) {
                throw MalformedEntryException.unusable(
                        value.start(),
                        "an attribute is an INTEGER of " + value.length() + " bytes; at most " + LONGEST_INTEGER
                                + " are read");
            }
        }
        return pkcs12(attribute);
    }

    static byte[] expiry(Instant end) {
        return attribute(EXPIRY_DER, CreationTime.write(end.truncatedTo(ChronoUnit.SECONDS)));
    }

    static boolean isExpiry(DerValue attribute) throws MalformedEntryException {
        return attribute.reader().next("an attribute's type").isEncoded(EXPIRY_DER);
    }

    private static boolean isNote(Attribute attribute) {
        return attribute instanceof ExpiryNote || attribute instanceof HeldKeyNote || attribute instanceof OriginNote;
    }

    private static boolean isLeftOut(Attribute attribute) {
        String name = attribute.getName();
        return name != null && (KeyAttributes.isOne(attribute) || OF_PKCS12_ALONE.contains(name));
    }

    private static byte[] encode(Attribute attribute) throws KeyStoreException {
        if (attribute instanceof ExpiryNote note) {
            return expiry(note.instant());
        }
        if (attribute instanceof HeldKeyNote note) {
            return attribute(
                    HELD_KEY_DER, Der.value(Der.OCTET_STRING, note.key().bytes()));
        }
        if (attribute instanceof OriginNote note) {
            return attribute(ORIGIN_DER, note.encoded());
        }
        String name = attribute.getName();
        String value = attribute.getValue();
        if (name == null || value == null) {
            throw new KeyStoreException("An attribute of the entry has no name or no value");
        }
        if (name.equals(CREATE_TIMESTAMP) || name.equals(NamedAttribute.OID)) {
            throw new KeyStoreException("The entry has an attribute " + name
                    + ", which the keystore uses itself (for the creation date, and for attributes with names)."
                    + " Store it under another name");
        }
        if (attribute instanceof PKCS12Attribute pkcs12) {
            return pkcs12.getEncoded();
        }
        return asPkcs12(name, value).orElseGet(() -> attribute(NAMED_DER, NamedAttribute.write(name, value)));
    }

    /**
     * Encodes the attribute as a PKCS #12 attribute, if its name is an object identifier and its value is read back
     * unchanged.
     */
    private static Optional<byte[]> asPkcs12(String name, String value) {
        try {
            byte[] encoded = new PKCS12Attribute(name, value).getEncoded();
            PKCS12Attribute readBack = new PKCS12Attribute(encoded);
            boolean isSame =
                    readBack.getName().equals(name) && readBack.getValue().equals(value);
            return isSame ? Optional.of(encoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Attribute pkcs12(DerValue attribute) throws MalformedEntryException {
        try {
            return new PKCS12Attribute(attribute.encoded());
        } catch (RuntimeException e) {
            throw new MalformedEntryException(attribute.start(), "an attribute as in PKCS #12");
        }
    }

    private static byte[] attribute(byte[] type, byte[] value) {
        return Der.value(Der.SEQUENCE, type, Der.value(Der.SET, value));
    }
}
