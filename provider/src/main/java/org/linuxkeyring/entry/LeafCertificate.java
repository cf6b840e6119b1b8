package org.linuxkeyring.entry;

import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.key.KeyMatch;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.PublicKeyHint;
import org.linuxkeyring.entry.key.StoredKey;

/**
 * The search for the certificate of an entry's key. The key is decoded only if neither its unencrypted parts nor the
 * certificates decide.
 */
final class LeafCertificate {
    /**
     * The limit on signatures that are verified for one entry, since whoever wrote it chose their algorithm and size.
     */
    private static final int MOST_TRIED = 16;

    private LeafCertificate() {}

    /**
     * Returns the certificate of the key.
     *
     * @param all the certificates, at least one
     */
    static EncodedCertificate of(List<EncodedCertificate> all, Optional<StoredKey> key) {
        Optional<PlainKey> open = key.filter(PlainKey.class::isInstance).map(PlainKey.class::cast);
        Optional<PublicKeyHint> hint = open.map(plain -> PublicKeyHint.of(plain.info()));
        List<EncodedCertificate> candidates = all.stream()
                .filter(certificate -> hint.isEmpty() || hint.get().mayBeOf(certificate))
                .toList();
        if (candidates.isEmpty()) {
            return firstNonIssuer(all).orElse(all.get(0));
        }
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        if (hint.isPresent() && hint.get().isDecisive()) {
            return candidates.stream()
                    .limit(MOST_TRIED)
                    .filter(candidate -> publicKey(candidate).isPresent())
                    .findFirst()
                    .orElse(candidates.get(0));
        }
        List<EncodedCertificate> ends = nonIssuers(candidates);
        if (ends.size() == 1 || open.isEmpty()) {
            return ends.isEmpty() ? candidates.get(0) : ends.get(0);
        }
        return matching(candidates, open.get()).orElse(ends.isEmpty() ? candidates.get(0) : ends.get(0));
    }

    private static Optional<EncodedCertificate> firstNonIssuer(List<EncodedCertificate> certificates) {
        return nonIssuers(certificates).stream().findFirst();
    }

    /** Returns the certificates that issued none of the others, without repetitions. */
    private static List<EncodedCertificate> nonIssuers(List<EncodedCertificate> certificates) {
        Set<String> issuers = certificates.stream()
                .filter(certificate -> !certificate.isSelfIssued())
                .map(EncodedCertificate::issuerName)
                .collect(Collectors.toCollection(HashSet::new));
        return new LinkedHashSet<>(certificates)
                .stream()
                        .filter(certificate -> !issuers.contains(certificate.subjectName()))
                        .toList();
    }

    private static Optional<EncodedCertificate> matching(List<EncodedCertificate> candidates, PlainKey key) {
        try {
            Key decoded = key.decode(null);
            return decoded instanceof PrivateKey privateKey ? matching(candidates, privateKey) : Optional.empty();
        } catch (UnrecoverableKeyException | NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    /** Returns the first whose key is the pair of this one; one that cannot be decoded does not speak for its key. */
    private static Optional<EncodedCertificate> matching(List<EncodedCertificate> candidates, PrivateKey key) {
        Set<DerValue> others = new HashSet<>();
        int tried = 0;
        for (EncodedCertificate candidate : candidates) {
            if (tried == MOST_TRIED) {
                return Optional.empty();
            }
            if (!others.contains(candidate.key())) {
                tried++;
                Optional<PublicKey> publicKey = publicKey(candidate);
                if (publicKey.filter(open -> KeyMatch.isPair(key, open)).isPresent()) {
                    return Optional.of(candidate);
                }
                publicKey.ifPresent(open -> others.add(candidate.key()));
            }
        }
        return Optional.empty();
    }

    private static Optional<PublicKey> publicKey(EncodedCertificate certificate) {
        try {
            return Optional.of(CertificateChain.decode(certificate).getPublicKey());
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
