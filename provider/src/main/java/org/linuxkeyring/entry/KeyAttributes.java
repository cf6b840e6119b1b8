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
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.KeyringAttribute;

/**
 * The attributes that describe the kernel's key which holds an entry. They are shown with the entry and never stored,
 * because an entry that is read here and stored elsewhere gets another key. They are PKCS12Attributes, because the
 * JDK's PKCS12 keystore accepts no others.
 */
public final class KeyAttributes {
    private static final String EXPIRY = KeyringAttribute.EXPIRY.oid();

    /** The arc of the object identifiers of all these attributes. */
    private static final String ARC = EXPIRY.substring(0, EXPIRY.lastIndexOf('.') + 1);

    private KeyAttributes() {}

    /** Returns the object identifier of a note with this number, which no {@link KeyringAttribute} has. */
    static String oid(int number) {
        return ARC + number;
    }

    /** Returns the attributes of a key with this description. */
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

    /** Returns the attribute that tells how a key came to be. */
    public static Attribute of(Origin origin) {
        return of(KeyringAttribute.ORIGIN.oid(), origin);
    }

    /**
     * Returns an attribute whose value is this text, unchanged: PKCS12Attribute would take a text such as "01:AB" for
     * bytes, and "[a, b]" for two values.
     */
    static Attribute of(String oid, Object value) {
        byte[] text = Der.value(Der.UTF8_STRING, value.toString().getBytes(StandardCharsets.UTF_8));
        return new PKCS12Attribute(Der.value(Der.SEQUENCE, Der.objectIdentifier(oid), Der.value(Der.SET, text)));
    }

    /**
     * Returns whether an attribute claims to describe the kernel's key. Such an attribute in a payload is not believed,
     * because whoever wrote the payload chose it.
     */
    public static boolean isOne(Attribute attribute) {
        return attribute.getName() != null && attribute.getName().startsWith(ARC);
    }
}
