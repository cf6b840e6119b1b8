package org.linuxkeyring.entry;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.keyring.Description;

/**
 * The parts of an entry, wherever they were found.
 *
 * @param certificates encoded; in the order in which they stand in the payload
 * @param isOrdered whether that order is the chain's, leaf first
 */
record EntryContents(
        Optional<StoredKey> key, List<DerValue> certificates, boolean isOrdered, EntryAttributes attributes) {

    /** Reads a payload by the rules of docs/FORMAT.md: DER, else PEM, else a secret key's bytes. */
    static EntryContents read(byte[] payload, String rawAlgorithm) throws MalformedEntryException {
        PayloadStart.Shape shape = PayloadStart.of(payload);
        if (shape != PayloadStart.Shape.OTHER) {
            return DerBundle.read(payload, shape);
        }
        if (PemText.isIn(payload)) {
            return PemEntry.read(payload);
        }
        return new EntryContents(Optional.of(new RawKey(payload, rawAlgorithm)), List.of(), true, EntryAttributes.NONE);
    }

    /** The same, with a key that the kernel holds. */
    EntryContents heldAs(Description heldKey) {
        EntryAttributes held = new EntryAttributes(
                attributes.creation(), attributes.expiry(), Optional.of(heldKey), attributes.attributes());
        return new EntryContents(key, certificates, isOrdered, held);
    }

    StoredEntry.Kind kind() {
        if (key.isEmpty()) {
            return attributes.heldKey().isPresent() ? StoredEntry.Kind.PRIVATE_KEY : StoredEntry.Kind.CERTIFICATE;
        }
        boolean isSecret = key.get().isSecretKey() && certificates.isEmpty();
        return isSecret ? StoredEntry.Kind.SECRET_KEY : StoredEntry.Kind.PRIVATE_KEY;
    }
}
