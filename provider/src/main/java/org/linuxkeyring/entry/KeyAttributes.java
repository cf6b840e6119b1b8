package org.linuxkeyring.entry;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore.Entry.Attribute;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.spec.KeyringAttribute;

/**
 * Attributes that tell of the kernel's key which holds an entry. They are shown with the entry and never stored: an
 * entry that is read here and set elsewhere gets another key. PKCS12Attributes, since the JDK's PKCS12 keystore takes
 * no others.
 */
public final class KeyAttributes {
    private static final String EXPIRY = KeyringAttribute.EXPIRY.oid();

    /** The object identifier below which all of them are. */
    private static final String ARC = EXPIRY.substring(0, EXPIRY.lastIndexOf('.') + 1);

    private KeyAttributes() {}

    /** The object identifier of a note with that number, which is none of {@link KeyringAttribute}'s. */
    static String oid(int number) {
        return ARC + number;
    }

    /** All that tell of a key which was described so. */
    public static Set<Attribute> of(int serial, KeyMetadata metadata, Optional<Instant> expiry) {
        Set<Attribute> attributes = new HashSet<>();
        attributes.add(of(KeyringAttribute.SERIAL.oid(), serial));
        attributes.add(of(KeyringAttribute.TYPE.oid(), metadata.type()));
        attributes.add(of(KeyringAttribute.DESCRIPTION.oid(), metadata.description()));
        attributes.add(of(KeyringAttribute.UID.oid(), metadata.uid()));
        attributes.add(of(KeyringAttribute.GID.oid(), metadata.gid()));
        attributes.add(of(KeyringAttribute.PERMISSIONS.oid(), metadata.permissions()));
        expiry.ifPresent(instant -> attributes.add(of(KeyringAttribute.EXPIRY.oid(), instant)));
        return attributes;
    }

    /**
     * A text as it is: PKCS12Attribute would take one that looks like "01:AB" for bytes, and "[a, b]" for two values.
     */
    static Attribute of(String oid, Object value) {
        byte[] text = Der.value(Der.UTF8_STRING, value.toString().getBytes(StandardCharsets.UTF_8));
        return new PKCS12Attribute(Der.value(Der.SEQUENCE, Der.objectIdentifier(oid), Der.value(Der.SET, text)));
    }

    /**
     * Whether it claims to tell of the kernel's key: in a payload, that is for whoever wrote it to say, so it is not
     * believed.
     */
    public static boolean isOne(Attribute attribute) {
        return attribute.getName() != null && attribute.getName().startsWith(ARC);
    }
}
