package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of an entry that describe its key in the kernel. They are among the attributes that
 * {@link KeyStore.Entry#getAttributes} and, from Java 18 on, {@code KeyStore.getAttributes} return.
 *
 * <pre>{@code
 * KeyStore.Entry entry = ks.getEntry("token", null);
 * KeyringAttribute.EXPIRY.in(entry.getAttributes()).ifPresent(end -> log.info("ends " + Instant.parse(end)));
 * }</pre>
 *
 * {@link KeyInfo#of(Set)} reads all of them into types. The kernel tells them by KEYCTL_DESCRIBE (keyctl_describe(3)),
 * and the expiry in /proc/keys alone (keyrings(7)). The origin is the only one that the kernel does not tell.
 *
 * <p>The attributes are {@link java.security.PKCS12Attribute}s (RFC 7292, section 4.2), whose names are object
 * identifiers, since the JDK's PKCS12 keystore fails on any other attribute when an entry is copied into it. A
 * {@code LINUXKEYRING} keystore never stores them.
 */
public enum KeyringAttribute {
    /** The serial number in decimal. */
    SERIAL(2),
    /** The key type, such as {@code user}. */
    TYPE(3),
    /** The description. */
    DESCRIPTION(4),
    /** The numeric ID of the user who owns the key. */
    UID(5),
    /** The numeric ID of the key's group; {@code -1} for no group. */
    GID(6),
    /** The permission mask in hex, such as {@code 0x3f010000}. */
    PERMISSIONS(7),
    /**
     * The time at which the key expires, in the form of {@link java.time.Instant#toString}; missing for a key that does
     * not expire. It is exact to the second for an entry of this keystore; for other entries it is the earliest instant
     * that fits /proc/keys.
     */
    EXPIRY(1),
    /**
     * The origin of the entry's key, as {@link KeyInfo.Origin} names it; missing for a trusted certificate. The
     * keystore notes this in the entry, since the kernel does not.
     */
    ORIGIN(9);

    /**
     * The project's own arc of object identifiers, from the UUID 7899d3a4-2c15-4106-938e-951483f2ee1b (ITU-T X.667).
     */
    private static final String ARC = "2.25.160306073509033791166918372274610564635.";

    private final String oid;

    KeyringAttribute(int number) {
        this.oid = ARC + number;
    }

    /** {@return the attribute's name, which is an object identifier} */
    public String oid() {
        return oid;
    }

    /**
     * Finds this attribute among the attributes of an entry.
     *
     * @param attributes the attributes of an entry
     * @return the value of this attribute; empty if it is not among them
     */
    public Optional<String> in(Set<Attribute> attributes) {
        return attributes.stream()
                .filter(attribute -> attribute.getName().equals(oid))
                .map(Attribute::getValue)
                .findFirst();
    }
}
