package org.linuxkeyring.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.pem.PemBlock;
import org.linuxkeyring.entry.pem.PemKey;
import org.linuxkeyring.entry.pem.PemText;
import org.linuxkeyring.entry.pem.TrustSettings;
import org.linuxkeyring.kernel.Printable;

/** The reader of a PEM text with a key and certificates in any order. */
final class PemEntry {
    private static final int MOST_LABELS_NAMED = 5;

    /**
     * The most blocks of other labels. Each is searched for a private key, which involves counting lines for a message
     * that is then dropped.
     */
    private static final int MOST_OTHERS = 100;

    private final List<EncodedCertificate> certificates = new ArrayList<>();
    private StoredKey key;
    private int others;

    /** The block of the first certificate, if its own trust settings forbid it as a trust anchor. */
    private PemBlock notTrusted;

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
            default -> requireNoPrivateKey(block);
        }
    }

    /**
     * Skips a block of another label, such as EC PARAMETERS, but refuses a private key, whose certificate would
     * otherwise be read without it.
     */
    private void requireNoPrivateKey(PemBlock block) throws MalformedEntryException {
        others++;
        if (others > MOST_OTHERS) {
            throw MalformedEntryException.unusable(
                    block.begin(),
                    "it has more than " + MOST_OTHERS + " PEM blocks that are neither private keys nor certificates");
        }
        if (PemText.isOtherKey(block.label()) || holdsPrivateKey(block)) {
            throw MalformedEntryException.unusable(
                    block.begin(),
                    block + " is a private key of a form that is not read. Convert it to PKCS #8 (openssl pkcs8 -topk8,"
                            + " or for an OpenSSH key ssh-keygen -p -m PKCS8)");
        }
    }

    private static boolean holdsPrivateKey(PemBlock block) {
        try {
            PemKey.read(block, block.decode()).wipe();
            return true;
        } catch (MalformedEntryException e) {
            return false;
        }
    }

    private EntryContents contents(List<PemBlock> blocks) throws MalformedEntryException {
        if (key == null && certificates.isEmpty()) {
            throw MalformedEntryException.unusable(
                    blocks.get(0).begin(),
                    "expected a private key or a certificate in the PEM text, which has only: "
                            + blocks.stream()
                                    .map(PemBlock::label)
                                    .map(Printable::name)
                                    .distinct()
                                    .limit(MOST_LABELS_NAMED)
                                    .collect(Collectors.joining(", ")));
        }
        if (key instanceof PlainKey && key.isSecretKey() && !certificates.isEmpty()) {
            throw new MalformedEntryException(
                    blocks.get(0).begin(), "no certificates beside the secret key in the PEM text");
        }
        if (key == null && notTrusted != null) {
            throw MalformedEntryException.unusable(
                    notTrusted.begin(),
                    "the certificate of " + notTrusted + " is not trusted for TLS servers: its trust settings reject"
                            + " that use, or are for other uses alone. As a trusted certificate it would be trusted"
                            + " for all. Without the settings (openssl x509) it is read");
        }
        return new EntryContents(Optional.ofNullable(key), certificates, false, EntryAttributes.NONE);
    }

    private void addKey(PemBlock block) throws MalformedEntryException {
        if (key != null) {
            throw new MalformedEntryException(block.begin(), "one private key alone, but a second one is " + block);
        }
        byte[] der = block.decode();
        try {
            key = PemKey.read(block, der);
        } catch (MalformedEntryException e) {
            throw new MalformedEntryException(block.begin(), block.toString(), e);
        }
    }

    private void addCertificate(PemBlock block) throws MalformedEntryException {
        byte[] der = block.decode();
        try {
            DerReader values = new DerReader(der);
            certificates.add(EncodedCertificate.read(values.next(Der.SEQUENCE, "a certificate")));
            boolean hasSettings = block.label().equals("TRUSTED CERTIFICATE") && values.hasNext();
            boolean isTrusted = !hasSettings || TrustSettings.allowServers(values.next(Der.SEQUENCE, "trust settings"));
            values.end("the certificate");
            if (!isTrusted && certificates.size() == 1) {
                notTrusted = block;
            }
        } catch (MalformedEntryException e) {
            // A block with another label may contain anything, a key included.
            Arrays.fill(der, (byte) 0);
            throw new MalformedEntryException(block.begin(), block.toString(), e);
        }
    }
}
