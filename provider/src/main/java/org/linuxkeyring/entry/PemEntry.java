package org.linuxkeyring.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the key and the certificates of a PEM text, in whatever order they stand. */
final class PemEntry {
    private static final String ENCRYPTED = "4,ENCRYPTED";

    private StoredKey key;
    private final List<DerValue> certificates = new ArrayList<>();

    private PemEntry() {}

    static EntryContents read(byte[] text) throws MalformedEntryException {
        List<PemBlock> blocks = PemText.blocks(text);
        PemEntry entry = new PemEntry();
        try {
            for (PemBlock block : blocks) {
                entry.add(block);
            }
            return entry.contents(blocks);
        } catch (MalformedEntryException e) {
            if (entry.key != null) {
                entry.key.wipe();
            }
            throw e;
        }
    }

    private void add(PemBlock block) throws MalformedEntryException {
        switch (block.label()) {
            case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                addKey(block);
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> addCertificate(block);
            default -> {
                // Such as EC PARAMETERS, which OpenSSL writes before a key that has them inside as well.
            }
        }
    }

    private EntryContents contents(List<PemBlock> blocks) throws MalformedEntryException {
        if (key == null && certificates.isEmpty()) {
            throw new MalformedEntryException(
                    blocks.get(0).begin(),
                    "a private key or a certificate in the PEM text, which has only: "
                            + blocks.stream().map(PemBlock::label).distinct().collect(Collectors.joining(", ")));
        }
        if (key instanceof PlainKey && key.isSecretKey() && !certificates.isEmpty()) {
            throw new MalformedEntryException(
                    blocks.get(0).begin(), "no certificates beside the secret key in the PEM text");
        }
        return new EntryContents(Optional.ofNullable(key), certificates, false, EntryAttributes.NONE);
    }

    private void addKey(PemBlock block) throws MalformedEntryException {
        if (key != null) {
            throw new MalformedEntryException(block.begin(), "one private key alone, but a second one is " + block);
        }
        byte[] der = block.decode();
        try {
            key = key(block, der);
        } catch (MalformedEntryException e) {
            Arrays.fill(der, (byte) 0);
            throw new MalformedEntryException(block.begin(), block.toString(), e);
        }
    }

    private static StoredKey key(PemBlock block, byte[] der) throws MalformedEntryException {
        Optional<TraditionalKey> traditional = TraditionalKey.labelled(block.label());
        if (traditional.isPresent()) {
            return block.header("Proc-Type").filter(ENCRYPTED::equals).isPresent()
                    ? encrypted(traditional.get(), block, der)
                    : plain(traditional.get(), der);
        }
        return block.label().equals("PRIVATE KEY")
                ? PlainKey.of(der)
                : EncryptedKey.read(DerValue.of(der, "an EncryptedPrivateKeyInfo"), false);
    }

    private static StoredKey plain(TraditionalKey type, byte[] der) throws MalformedEntryException {
        PlainKey key = type.plainKey(DerValue.of(der, "a private key"));
        Arrays.fill(der, (byte) 0);
        return key;
    }

    private static StoredKey encrypted(TraditionalKey type, PemBlock block, byte[] der) throws MalformedEntryException {
        String[] cipherAndVector = block.header("DEK-Info").orElse("").split(",");
        try {
            if (cipherAndVector.length == 2) {
                byte[] iv = HexFormat.of().parseHex(cipherAndVector[1].strip());
                return new LegacyPemKey(type, cipherAndVector[0].strip(), iv, der);
            }
        } catch (IllegalArgumentException e) {
            // No hexadecimal digits: as malformed as a header that is missing.
        }
        throw new MalformedEntryException(0, "a header DEK-Info with a cipher and an initialization vector");
    }

    private void addCertificate(PemBlock block) throws MalformedEntryException {
        try {
            // TRUSTED CERTIFICATE: OpenSSL puts what it is trusted for behind the certificate.
            DerReader values = new DerReader(block.decode());
            certificates.add(values.next(Der.SEQUENCE, "a certificate"));
            if (!block.label().equals("TRUSTED CERTIFICATE")) {
                values.end("the certificate");
            }
        } catch (MalformedEntryException e) {
            throw new MalformedEntryException(block.begin(), block.toString(), e);
        }
    }
}
