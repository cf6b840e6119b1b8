package org.linuxkeyring.spec;

import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Where a key in the kernel is, whose it is, who may do what with it, and when it expires: as it was when it was asked
 * for. Immutable.
 *
 * <pre>{@code
 * KeyInfo.of(keyStore.getKey("web", null)).ifPresent(info -> log(info.type() + " " + info.serial()));
 * KeyInfo.of(keyStore.getEntry("token", null).getAttributes()).flatMap(KeyInfo::expiry).ifPresent(this::renewBefore);
 * }</pre>
 */
public final class KeyInfo {
    private final int serial;
    private final String type;
    private final String description;
    private final int uid;
    private final int gid;
    private final Permissions permissions;
    private final Set<String> uses;
    private final Optional<Instant> expiry;

    private KeyInfo(Set<Attribute> attributes, Set<String> uses) {
        this.serial = number(KeyringAttribute.SERIAL, attributes);
        this.type = text(KeyringAttribute.TYPE, attributes);
        this.description = text(KeyringAttribute.DESCRIPTION, attributes);
        this.uid = number(KeyringAttribute.UID, attributes);
        this.gid = number(KeyringAttribute.GID, attributes);
        this.permissions = Permissions.of(text(KeyringAttribute.PERMISSIONS, attributes));
        this.uses = Set.copyOf(uses);
        this.expiry = KeyringAttribute.EXPIRY.in(attributes).map(Instant::parse);
    }

    /**
     * Asks the kernel about a key that it holds.
     *
     * @param key any key, of this provider or another, or null
     * @return nothing for a key that the kernel does not hold
     * @throws org.linuxkeyring.error.KeyctlException if the key has gone (ENOKEY), expired (EKEYEXPIRED) or been
     *     revoked (EKEYREVOKED), or may not be viewed (EACCES)
     */
    public static Optional<KeyInfo> of(Key key) {
        return key instanceof KernelHeldKey held
                ? Optional.of(new KeyInfo(held.attributes(), held.uses()))
                : Optional.empty();
    }

    /**
     * Reads the attributes of an entry, which tell of the key that holds it, or of the one that the kernel holds for
     * it. An entry that was copied into a PKCS12 keystore brings them along, as they were then.
     *
     * @param attributes those of an entry of a {@code LINUXKEYRING} keystore
     * @return nothing for an entry whose key may not be viewed or has gone, or whose attributes are not in the form in
     *     which such a keystore shows them
     */
    public static Optional<KeyInfo> of(Set<Attribute> attributes) {
        try {
            return Optional.of(new KeyInfo(attributes, Set.of()));
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

    /** {@return the key's serial number, positive, as keyctl(1) takes it} */
    public int serial() {
        return serial;
    }

    /** {@return the kernel key type (keyrings(7)), such as {@code user}, {@code asymmetric} or {@code logon}} */
    public String type() {
        return type;
    }

    /** {@return the key's description; that of a key which the kernel holds is the entry's with a number added} */
    public String description() {
        return description;
    }

    /** {@return the numeric ID of the user who owns the key} */
    public int uid() {
        return uid;
    }

    /** {@return the numeric ID of the key's group; -1 for none} */
    public int gid() {
        return gid;
    }

    /** {@return the permission mask} */
    public Permissions permissions() {
        return permissions;
    }

    /**
     * Returns what a key that the kernel holds may be used for.
     *
     * @return the JCA services that it works with: {@code Signature}, {@code Cipher}, {@code Mac}; empty where this was
     *     read from an entry's attributes
     */
    public Set<String> uses() {
        return uses;
    }

    /**
     * Returns when the kernel lets the key expire.
     *
     * @return the instant to the second, or the earliest that it can be: /proc/keys rounds down; empty for never
     */
    public Optional<Instant> expiry() {
        return expiry;
    }

    /** {@return serial, type and description} */
    @Override
    public String toString() {
        return "key " + serial + " of type " + type + ", " + description;
    }
}
