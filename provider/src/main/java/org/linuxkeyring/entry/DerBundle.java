package org.linuxkeyring.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.der.PayloadStart;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.key.TraditionalKey;

/**
 * The reader of the format that is written: DER values one after the other, {@code [key] Certificate* [SET OF
 * Attribute]}.
 */
final class DerBundle {
    private DerBundle() {}

    static EntryContents read(byte[] payload, PayloadStart.Shape shape) throws MalformedEntryException {
        DerReader values = new DerReader(payload);
        Optional<StoredKey> key = shape == PayloadStart.Shape.CERTIFICATE
                ? Optional.empty()
                : Optional.of(key(values.next("the first value of the entry"), shape));
        try {
            return new EntryContents(key, certificates(key, values), true, attributes(values));
        } catch (MalformedEntryException e) {
            // The key may be a copy that has been wrapped in a PrivateKeyInfo.
            key.ifPresent(StoredKey::wipe);
            throw e;
        }
    }

    private static List<EncodedCertificate> certificates(Optional<StoredKey> key, DerReader values)
            throws MalformedEntryException {
        boolean isPlainSecret =
                key.filter(k -> k.isSecretKey() && !k.isProtected()).isPresent();
        if (isPlainSecret || !values.nextIs(Der.SEQUENCE)) {
            return List.of();
        }
        List<EncodedCertificate> certificates = new ArrayList<>();
        while (values.nextIs(Der.SEQUENCE)) {
            certificates.add(EncodedCertificate.read(values.next("a certificate")));
        }
        return certificates;
    }

    private static EntryAttributes attributes(DerReader values) throws MalformedEntryException {
        EntryAttributes attributes = values.nextIs(Der.SET)
                ? EntryAttributes.read(values.next("the entry's attributes"))
                : EntryAttributes.NONE;
        values.end("the entry");
        return attributes;
    }

    private static StoredKey key(DerValue value, PayloadStart.Shape shape) throws MalformedEntryException {
        return switch (shape) {
            case PRIVATE_KEY_INFO -> new PlainKey(OneAsymmetricKey.read(value));
            case ENCRYPTED_PRIVATE_KEY_INFO -> EncryptedKey.read(value, true);
            case INTEGERS -> TraditionalKey.ofIntegers(value).plainKey(value);
            case EC_PRIVATE_KEY -> TraditionalKey.EC.plainKey(value);
            case CERTIFICATE, CUT_OFF, OTHER ->
                throw new MalformedEntryException(value.end(), "the first value of the entry to go on");
        };
    }
}
