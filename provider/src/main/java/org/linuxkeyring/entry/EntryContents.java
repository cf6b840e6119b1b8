package org.linuxkeyring.entry;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.der.PayloadStart;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.RawKey;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.pem.PemText;
import org.linuxkeyring.keyring.key.Description;

/**
 * The parts of an entry in any of its formats.
 *
 * @param certificates the certificates in the order in which they stand in the payload
 * @param isOrdered whether that order is taken as the chain's
 */
record EntryContents(
        Optional<StoredKey> key, List<EncodedCertificate> certificates, boolean isOrdered, EntryAttributes attributes) {

    /** The most certificates of an entry, which is more than a bundle of all public authorities has. */
    static final int MOST_CERTIFICATES = 500;

    EntryContents {
        if (certificates.size() > MOST_CERTIFICATES) {
            throw MalformedEntryException.unusable(
                    0, "it has " + certificates.size() + " certificates; at most " + MOST_CERTIFICATES + " are read");
        }
    }

    /** Reads a payload by the rules of docs/FORMAT.md: as DER, else as PEM, else as the bytes of a secret key. */
    static EntryContents read(byte[] payload, String rawAlgorithm) throws MalformedEntryException {
        PayloadStart.Shape shape = PayloadStart.of(payload);
        if (shape == PayloadStart.Shape.OTHER || shape == PayloadStart.Shape.ENCRYPTED_PRIVATE_KEY_INFO) {
            OtherDer.refuse(payload);
        }
        if (shape != PayloadStart.Shape.OTHER) {
            return DerBundle.read(payload, shape);
        }
        if (PemText.isIn(payload)) {
            return PemEntry.read(payload);
        }
        return new EntryContents(Optional.of(new RawKey(payload, rawAlgorithm)), List.of(), true, EntryAttributes.NONE);
    }

    /** Returns the same contents with the description of a key that the kernel holds. */
    EntryContents heldAs(Description heldKey) {
        return new EntryContents(key, certificates, isOrdered, attributes.heldAs(heldKey));
    }

    /** Returns the description of the key that the kernel holds, if the entry notes one and has no key of its own. */
    Optional<Description> heldKey() {
        return key.isEmpty() || key.get() instanceof PlainKey plain && plain.isEmptySecret()
                ? attributes.heldKey()
                : Optional.empty();
    }

    StoredEntry.Kind kind() {
        if (key.isEmpty()) {
            return heldKey().isPresent() ? StoredEntry.Kind.PRIVATE_KEY : StoredEntry.Kind.CERTIFICATE;
        }
        boolean isSecret = key.get().isSecretKey() && certificates.isEmpty();
        return isSecret ? StoredEntry.Kind.SECRET_KEY : StoredEntry.Kind.PRIVATE_KEY;
    }
}
