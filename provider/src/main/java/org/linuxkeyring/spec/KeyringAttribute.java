package org.linuxkeyring.spec;

import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel tells of the key that holds an entry: shown among the attributes of
 * {@link KeyStore.Entry#getAttributes} and, from Java 18 on, {@code KeyStore.getAttributes}.
 *
 * <pre>{@code
 * KeyStore.Entry entry = ks.getEntry("token", null);
 * KeyringAttribute.EXPIRY.in(entry.getAttributes()).ifPresent(end -> log.info("ends " + Instant.parse(end)));
 * }</pre>
 *
 * {@link KeyInfo#of(Set)} reads all of them into types. The kernel tells them by KEYCTL_DESCRIBE (keyctl_describe(3)),
 * the expiry by /proc/keys alone (keyrings(7)).
 *
 * <p>They are {@link java.security.PKCS12Attribute}s (RFC 7292, section 4.2), named by an object identifier, since the
 * JDK's PKCS12 keystore fails on any other attribute when an entry is copied into it. A {@code LINUXKEYRING} keystore
 * never stores them.
 */
public enum KeyringAttribute {
    /** The serial number, decimal. */
    SERIAL(2),
    /** The key type, such as {@code user}. */
    TYPE(3),
    /** The description. */
    DESCRIPTION(4),
    /** The numeric ID of the user who owns the key. */
    UID(5),
    /** The numeric ID of the key's group; {@code -1} for none. */
    GID(6),
    /** The permission mask in hex, such as {@code 0x3f010000}. */
    PERMISSIONS(7),
    /**
     * When the key expires, as {@link java.time.Instant#toString} has it; missing if it does not. To the second for an
     * entry of this keystore; for others the earliest instant that fits /proc/keys.
     */
    EXPIRY(1);

    /** The project's own arc, from the UUID 7899d3a4-2c15-4106-938e-951483f2ee1b (ITU-T X.667). */
    private static final String ARC = "2.25.160306073509033791166918372274610564635.";

    private final String oid;

    KeyringAttribute(int number) {
        this.oid = ARC + number;
    }

    /** {@return the attribute's name among others: an object identifier} */
    public String oid() {
        return oid;
    }

    /**
     * Finds this attribute among others.
     *
     * @param attributes those of an entry
     * @return its value, if it is there
     */
    public Optional<String> in(Set<Attribute> attributes) {
        return attributes.stream()
                .filter(attribute -> attribute.getName().equals(oid))
                .map(Attribute::getValue)
                .findFirst();
    }
}
