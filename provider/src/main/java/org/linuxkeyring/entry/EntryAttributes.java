package org.linuxkeyring.entry;

import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.linuxkeyring.keyring.Description;

/**
 * What ends an entry: a SET OF Attribute (X.501 section 8.2) with the creation date and the entry's own attributes.
 *
 * @param creation when the entry was stored, undecoded: every lookup comes by here, and few ask
 * @param expiry when its key expires, as noted
 * @param heldKey the key that the kernel holds for the entry
 * @param attributes those that the application gave
 */
record EntryAttributes(
        Optional<DerValue> creation,
        Optional<Instant> expiry,
        Optional<Description> heldKey,
        Set<Attribute> attributes) {
    static final EntryAttributes NONE =
            new EntryAttributes(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    /** X.501's createTimestamp (RFC 4512 section 3.4.1). */
    private static final String CREATE_TIMESTAMP = "2.5.18.1";

    /**
     * PKCS #12's friendlyName and localKeyId (RFC 2985 section 5.5), which come along when an entry is copied from there: a second name, and a number that ties
     * key and certificate together. Here the description and the payload do that, and each byte counts against the quota.
     */
    private static final Set<String> OF_PKCS12_ALONE = Set.of("1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21");

    private static final byte[] CREATE_TIMESTAMP_DER = Der.objectIdentifier(CREATE_TIMESTAMP);
    private static final byte[] EXPIRY_DER = Der.objectIdentifier(ExpiryNote.OID);
    private static final byte[] HELD_KEY_DER = Der.objectIdentifier(HeldKeyNote.OID);
    private static final byte[] NAMED_DER = Der.objectIdentifier(NamedAttribute.OID);

    /** The whole SET. */
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
        }
        byte[] set = Der.value(Der.SET, encoded.toArray(new byte[0][]));
        try {
            read(DerValue.of(set, "the attributes"));
        } catch (MalformedEntryException e) {
            throw new KeyStoreException("An attribute of the entry is not in DER and could not be read back", e);
        }
        return set;
    }

    static EntryAttributes read(DerValue set) throws MalformedEntryException {
        Optional<DerValue> creation = Optional.empty();
        Optional<Instant> expiry = Optional.empty();
        Optional<Description> heldKey = Optional.empty();
        List<Attribute> attributes = new ArrayList<>(0);
        DerReader reader = set.reader();
        while (reader.hasNext()) {
            DerValue attribute = reader.next(Der.SEQUENCE, "an attribute");
            DerReader fields = attribute.reader();
            DerValue type = fields.next(Der.OBJECT_IDENTIFIER, "an attribute's type");
            DerReader values = fields.next(Der.SET, "an attribute's values").reader();
            fields.end("an attribute");
            if (type.isEncoded(CREATE_TIMESTAMP_DER)) {
                if (creation.isPresent()) {
                    throw new MalformedEntryException(attribute.start(), "no second time of creation");
                }
                creation = Optional.of(values.next("the time of creation"));
                values.end("the time of creation");
            } else if (type.isEncoded(EXPIRY_DER)) {
                expiry = Optional.of(CreationTime.read(values.next("the time of expiry")));
                values.end("the time of expiry");
            } else if (type.isEncoded(HELD_KEY_DER)) {
                heldKey = Optional.of(
                        Description.of(values.next(Der.OCTET_STRING, "the name of the key that the kernel holds")
                                .contentCopy()));
                values.end("the name of the key that the kernel holds");
            } else if (type.isEncoded(NAMED_DER)) {
                attributes.add(NamedAttribute.read(values.next(Der.SEQUENCE, "a named attribute")));
                values.end("the named attribute");
            } else {
                attributes.add(pkcs12(attribute));
            }
        }
        // Most entries have none, and every lookup comes here.
        Set<Attribute> own =
                attributes.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(attributes));
        return new EntryAttributes(creation, expiry, heldKey, own);
    }

    /** @throws MalformedEntryException if it is no time */
    Optional<Instant> created() {
        return creation.map(CreationTime::read);
    }

    private static boolean isNote(Attribute attribute) {
        return attribute instanceof ExpiryNote || attribute instanceof HeldKeyNote;
    }

    private static boolean isLeftOut(Attribute attribute) {
        String name = attribute.getName();
        return name != null && (KeyAttributes.isOne(attribute) || OF_PKCS12_ALONE.contains(name));
    }

    private static byte[] encode(Attribute attribute) throws KeyStoreException {
        if (attribute instanceof ExpiryNote note) {
            return attribute(EXPIRY_DER, CreationTime.write(note.instant()));
        }
        if (attribute instanceof HeldKeyNote note) {
            return attribute(
                    HELD_KEY_DER, Der.value(Der.OCTET_STRING, note.key().bytes()));
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

    /** The attribute as PKCS #12 has it, if its name is an object identifier and its value comes back unchanged. */
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
