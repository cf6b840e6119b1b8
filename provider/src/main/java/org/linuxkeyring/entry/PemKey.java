package org.linuxkeyring.entry;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads the private key of a PEM block. Its content tells what it is, as for OpenSSL: PKCS #8, encrypted or not, or a
 * traditional key. The label says what to expect of content that is none of these.
 */
final class PemKey {
    private static final String ENCRYPTED = "4,ENCRYPTED";

    private PemKey() {}

    /** @param der what the block's base64 stands for; the key's own to wipe, or wiped if it is malformed */
    static StoredKey read(PemBlock block, byte[] der) throws MalformedEntryException {
        try {
            boolean isEncrypted = block.header("Proc-Type")
                    .filter(type -> type.replace(" ", "").equals(ENCRYPTED))
                    .isPresent();
            return isEncrypted ? encrypted(block, der) : read(block.label(), der);
        } catch (MalformedEntryException e) {
            Arrays.fill(der, (byte) 0);
            throw e;
        }
    }

    static StoredKey read(String label, byte[] der) throws MalformedEntryException {
        Optional<TraditionalKey> labelled = TraditionalKey.labelled(label);
        StoredKey key = switch (PayloadStart.of(der)) {
            case PRIVATE_KEY_INFO -> PlainKey.of(der);
            case ENCRYPTED_PRIVATE_KEY_INFO -> EncryptedKey.read(DerValue.of(der, "an EncryptedPrivateKeyInfo"), false);
            case INTEGERS -> plain(TraditionalKey.ofIntegers(DerValue.of(der, "a private key")), der);
            case EC_PRIVATE_KEY -> plain(TraditionalKey.EC, der);
            case CERTIFICATE, CUT_OFF, OTHER -> labelled.isPresent() ? plain(labelled.get(), der) : pkcs8(label, der);
        };
        if (labelled.isPresent()
                && key instanceof PlainKey plain
                && labelled.get().contradicts(plain.info().algorithm())) {
            key.wipe();
            throw MalformedEntryException.unusable(0, "the key is of another algorithm than its label says");
        }
        return key;
    }

    private static StoredKey pkcs8(String label, byte[] der) throws MalformedEntryException {
        return label.equals("ENCRYPTED PRIVATE KEY")
                ? EncryptedKey.read(DerValue.of(der, "an EncryptedPrivateKeyInfo"), false)
                : PlainKey.of(der);
    }

    private static StoredKey plain(TraditionalKey type, byte[] der) throws MalformedEntryException {
        try {
            return type.plainKey(DerValue.of(der, "a private key"));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static StoredKey encrypted(PemBlock block, byte[] der) throws MalformedEntryException {
        String[] cipherAndVector = block.header("DEK-Info").orElse("").split(",");
        try {
            if (cipherAndVector.length == 2) {
                byte[] iv = HexFormat.of().parseHex(cipherAndVector[1].strip());
                return new LegacyPemKey(block.label(), cipherAndVector[0].strip(), iv, der);
            }
        } catch (IllegalArgumentException e) {
            // No hexadecimal digits: as malformed as a header that is missing.
        }
        throw new MalformedEntryException(0, "a header DEK-Info with a cipher and an initialization vector");
    }
}
