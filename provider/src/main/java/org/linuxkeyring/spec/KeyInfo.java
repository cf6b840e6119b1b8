package org.linuxkeyring.spec;

import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The serial number, type, description, owner, permission mask, uses, expiry and origin of a key in the kernel, as they
 * were when the kernel was asked for them. Immutable.
 *
 * <pre>{@code
 * KeyInfo.of(keyStore.getKey("web", null)).ifPresent(info -> log(info.type() + " " + info.serial()));
 * KeyInfo.of(keyStore.getEntry("token", null).getAttributes()).flatMap(KeyInfo::expiry).ifPresent(this::renewBefore);
 * }</pre>
 */
public final class KeyInfo {
    /**
     * The way in which a key came to be. An entry notes this, so whoever may write the entry could have noted it; but a
     * key is {@link #GENERATED_IN_KERNEL} only if its type is {@code encrypted} besides.
     */
    public enum Origin {
        /** The kernel made the key of its own random bytes, and no process has ever had it. */
        GENERATED_IN_KERNEL,
        /** This provider generated the key in a process, which gave it to the kernel and did not keep it. */
        GENERATED,
        /** An application or a tool gave the key to the keystore, and may have a copy. */
        IMPORTED,
        /** Nothing is known: the entry was made by another tool, or its key has gone. */
        UNKNOWN
    }

    private final int serial;
    private final String type;
    private final String description;
    private final int uid;
    private final int gid;
    private final Permissions permissions;
    private final Set<String> uses;
    private final boolean isOpaque;
    private final Optional<Instant> expiry;
    private final Origin origin;

    private KeyInfo(Set<Attribute> attributes, Set<String> uses, boolean isOpaque) {
        this.serial = number(KeyringAttribute.SERIAL, attributes);
        this.type = text(KeyringAttribute.TYPE, attributes);
        this.description = text(KeyringAttribute.DESCRIPTION, attributes);
        this.uid = number(KeyringAttribute.UID, attributes);
        this.gid = number(KeyringAttribute.GID, attributes);
        this.permissions = Permissions.of(text(KeyringAttribute.PERMISSIONS, attributes));
        this.uses = Set.copyOf(uses);
        this.isOpaque = isOpaque;
        this.expiry = KeyringAttribute.EXPIRY.in(attributes).map(Instant::parse);
        this.origin =
                KeyringAttribute.ORIGIN.in(attributes).map(Origin::valueOf).orElse(Origin.UNKNOWN);
    }

    /**
     * Asks the kernel about a key that it holds, or about the key that holds the entry of an {@link OpaqueKey}
     * (KEYCTL_DESCRIBE, /proc/keys).
     *
     * @param key any key, of this provider or another, or null
     * @return the attributes of the key; empty for any other key, and for an opaque key whose entry is in no keyring
     * @throws org.linuxkeyring.error.KeyctlException if the key has gone (ENOKEY), has expired (EKEYEXPIRED), has been
     *     revoked (EKEYREVOKED), or may not be viewed (EACCES)
     */
    public static Optional<KeyInfo> of(Key key) {
        if (key instanceof KernelHeldKey held) {
            return Optional.of(new KeyInfo(held.attributes(), held.uses(), false));
        }
        if (key instanceof OpaqueKey opaque) {
            Set<Attribute> attributes = opaque.attributes();
            return attributes.isEmpty() ? Optional.empty() : Optional.of(new KeyInfo(attributes, opaque.uses(), true));
        }
        return Optional.empty();
    }

    /**
     * Reads the attributes of an entry, which describe the key that holds the entry or, if there is one, the key that
     * the kernel holds for the entry. An entry that was copied into a PKCS12 keystore keeps the attributes as they were
     * then.
     *
     * @param attributes the attributes of an entry of a {@code LINUXKEYRING} keystore
     * @return the attributes, read into types; empty for an entry whose key may not be viewed or has gone, or whose
     *     attributes do not have the form in which such a keystore shows them
     */
    public static Optional<KeyInfo> of(Set<Attribute> attributes) {
        try {
            return Optional.of(new KeyInfo(attributes, Set.of(), false));
        } catch (NoSuchElementException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(KeyringAttribute attribute, Set<Attribute> attributes) {
        return attribute.in(attributes).orElseThrow();
    }

    private static int number(KeyringAttribute attribute, Set<Attribute> attributes) {
        return Integer.parseInt(text(attribute, attributes));
    }

    /** {@return the key's serial number, which is positive, as keyctl(1) takes it} */
    public int serial() {
        return serial;
    }

    /** {@return the kernel key type (keyrings(7)), such as {@code user}, {@code asymmetric} or {@code logon}} */
    public String type() {
        return type;
    }

    /** {@return the key's description; a held key's is the description of its entry with a number added} */
    public String description() {
        return description;
    }

    /** {@return the numeric ID of the user who owns the key} */
    public int uid() {
        return uid;
    }

    /** {@return the numeric ID of the key's group; -1 for no group} */
    public int gid() {
        return gid;
    }

    /** {@return the permission mask} */
    public Permissions permissions() {
        return permissions;
    }

    /**
     * Returns the JCA services that a key which the kernel holds, or an {@link OpaqueKey}, works with.
     *
     * @return some of {@code Signature}, {@code Cipher}, {@code KeyAgreement} and {@code Mac}; empty if this object was
     *     read from an entry's attributes
     */
    public Set<String> uses() {
        return uses;
    }

    /**
     * Returns whether this object was read from an {@link OpaqueKey}. Whoever may read the entry can then read the key,
     * though Java does not hold it.
     *
     * @return false for a key that the kernel holds, and if this object was read from an entry's attributes
     */
    public boolean isOpaque() {
        return isOpaque;
    }

    /**
     * Returns the time at which the kernel lets the key expire.
     *
     * @return the instant to the second or, since /proc/keys rounds down, the earliest instant that it can be; empty
     *     for a key that does not expire
     */
    public Optional<Instant> expiry() {
        return expiry;
    }

    /** {@return how the key came to be; {@link Origin#UNKNOWN} for a trusted certificate} */
    public Origin origin() {
        return origin;
    }

    /** {@return whether the other object says the same of a key} */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyInfo info && values().equals(info.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(serial, type, description, uid, gid, permissions, uses, isOpaque, expiry, origin);
    }

    /** {@return the key's serial, type and description} */
    @Override
    public String toString() {
        return "key " + serial + " of type " + type + ", " + description;
    }
}
