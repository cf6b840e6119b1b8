package org.linuxkeyring.entry.pem;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.der.PayloadStart;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.key.TraditionalKey;

/**
 * The reader of a PEM block's private key. As in OpenSSL, the content decides the format: PKCS #8, encrypted or not, or
 * a traditional key. The label decides what is expected of content that is none of these.
 */
public final class PemKey {
    private static final String ENCRYPTED = "4,ENCRYPTED";

    private PemKey() {}

    /**
     * Reads the key of a block.
     *
     * @param der the decoded base64 of the block; it then belongs to the key, or is wiped if it is malformed
     */
    public static StoredKey read(PemBlock block, byte[] der) throws MalformedEntryException {
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

    public static StoredKey read(String label, byte[] der) throws MalformedEntryException {
        return switch (PayloadStart.of(der)) {
            case PRIVATE_KEY_INFO -> PlainKey.of(der);
            case ENCRYPTED_PRIVATE_KEY_INFO -> EncryptedKey.read(DerValue.of(der, "an EncryptedPrivateKeyInfo"), false);
            case INTEGERS -> traditional(TraditionalKey.ofIntegers(DerValue.of(der, "a private key")), label, der);
            case EC_PRIVATE_KEY -> traditional(TraditionalKey.EC, label, der);
            case CERTIFICATE, CUT_OFF, OTHER -> labelled(label, der);
        };
    }

    private static StoredKey traditional(TraditionalKey type, String label, byte[] der) throws MalformedEntryException {
        if (TraditionalKey.labelled(label).filter(other -> other != type).isPresent()) {
            throw MalformedEntryException.unusable(0, "this is an " + type + " key, which its label is not");
        }
        return plain(type, der);
    }

    private static StoredKey labelled(String label, byte[] der) throws MalformedEntryException {
        Optional<TraditionalKey> type = TraditionalKey.labelled(label);
        return type.isPresent() ? plain(type.get(), der) : pkcs8(label, der);
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
            // A value that is not hexadecimal is refused in the same way as a missing header.
        }
        throw new MalformedEntryException(0, "a header DEK-Info with a cipher and an initialization vector");
    }
}
