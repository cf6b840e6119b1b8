package org.linuxkeyring.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the format that is written: DER values one after the other, {@code [key] Certificate* [SET OF Attribute]}. */
final class DerBundle {
    private DerBundle() {}

    static EntryContents read(byte[] payload, PayloadStart.Shape shape) throws MalformedEntryException {
        DerReader values = new DerReader(payload);
        Optional<StoredKey> key = shape == PayloadStart.Shape.CERTIFICATE
                ? Optional.empty()
                : Optional.of(key(values.next("the first value of the entry"), shape));
        boolean isPlainSecret =
                key.filter(k -> k.isSecretKey() && !k.isProtected()).isPresent();
        List<DerValue> certificates = isPlainSecret ? List.of() : certificates(values);
        EntryAttributes attributes = values.nextIs(Der.SET)
                ? EntryAttributes.read(values.next("the entry's attributes"))
                : EntryAttributes.NONE;
        values.end("the entry");
        return new EntryContents(key, certificates, true, attributes);
    }

    private static List<DerValue> certificates(DerReader values) throws MalformedEntryException {
        List<DerValue> certificates = new ArrayList<>();
        while (values.nextIs(Der.SEQUENCE)) {
            certificates.add(values.next("a certificate"));
        }
        return certificates;
    }

    private static StoredKey key(DerValue value, PayloadStart.Shape shape) throws MalformedEntryException {
        return switch (shape) {
            case PRIVATE_KEY_INFO -> new PlainKey(KeyInfo.read(value));
            case ENCRYPTED_PRIVATE_KEY_INFO -> EncryptedKey.read(value, true);
            case RSA_PRIVATE_KEY -> TraditionalKey.RSA.plainKey(value);
            case EC_PRIVATE_KEY -> TraditionalKey.EC.plainKey(value);
            case CERTIFICATE, CUT_OFF, OTHER ->
                throw new MalformedEntryException(value.end(), "the first value of the entry to go on");
        };
    }
}
