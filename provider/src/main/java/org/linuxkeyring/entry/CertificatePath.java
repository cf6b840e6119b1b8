package org.linuxkeyring.entry;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;

/**
 * The ways from a certificate to its issuer's, and so on, among certificates in no order. What is superfluous is left
 * out: repetitions, certificates that issued none of the others, and of cross-signed certificates those that are not on
 * the shortest way to a self-signed one.
 *
 * <p>This is no CertPathBuilder, the JDK's or Bouncy Castle's: those look for a trust anchor, which an entry need not
 * contain, verify every signature without a limit, and decode every certificate.
 */
final class CertificatePath {
    /** The most signatures that are verified. */
    private static final int MOST_VERIFIED = 16;

    /** The certificates by their subjects, in the order in which they were given. */
    private final Map<String, List<EncodedCertificate>> bySubject = new HashMap<>();

    /** The number of certificates on the shortest way to a self-signed one, by the names alone. */
    private final Map<DerValue, Integer> distances = new HashMap<>();

    private int verified;

    CertificatePath(List<EncodedCertificate> certificates) {
        Map<String, List<EncodedCertificate>> byIssuer = new HashMap<>();
        Deque<EncodedCertificate> reached = new ArrayDeque<>();
        for (EncodedCertificate certificate : certificates) {
            bySubject
                    .computeIfAbsent(certificate.subjectName(), name -> new ArrayList<>())
                    .add(certificate);
            byIssuer.computeIfAbsent(certificate.issuerName(), name -> new ArrayList<>())
                    .add(certificate);
            if (certificate.isSelfIssued() && distances.putIfAbsent(certificate.value(), 0) == null) {
                reached.add(certificate);
            }
        }
        while (!reached.isEmpty()) {
            EncodedCertificate issuer = reached.remove();
            int distance = distances.get(issuer.value()) + 1;
            // This is done once for each name: any other certificate of that name is as far away or farther.
            List<EncodedCertificate> issued = byIssuer.remove(issuer.subjectName());
            for (EncodedCertificate certificate : issued == null ? List.<EncodedCertificate>of() : issued) {
                if (distances.putIfAbsent(certificate.value(), distance) == null) {
                    reached.add(certificate);
                }
            }
        }
    }

    /** Returns the chain that begins with a certificate. It ends, since its certificates' subjects differ. */
    List<EncodedCertificate> from(EncodedCertificate leaf) {
        List<EncodedCertificate> chain = new ArrayList<>();
        Map<String, List<EncodedCertificate>> left = new HashMap<>(bySubject);
        EncodedCertificate next = leaf;
        while (next != null) {
            chain.add(next);
            left.remove(next.subjectName());
            next = next.isSelfIssued() ? null : issuer(next, left.getOrDefault(next.issuerName(), List.of()));
        }
        return chain;
    }

    /**
     * Returns the certificate that is nearest to a self-signed one, of those whose key verifies the signature, or of
     * all if none does.
     */
    private EncodedCertificate issuer(EncodedCertificate certificate, List<EncodedCertificate> named) {
        List<EncodedCertificate> candidates =
                named.stream().filter(certificate::isIssuedBy).toList();
        if (candidates.size() > 1) {
            List<EncodedCertificate> issuers = candidates.stream()
                    .filter(each -> hasSigned(each, certificate))
                    .toList();
            candidates = issuers.isEmpty() ? candidates : issuers;
        }
        EncodedCertificate nearest = null;
        for (EncodedCertificate candidate : candidates) {
            if (nearest == null || distance(candidate) < distance(nearest)) {
                nearest = candidate;
            }
        }
        return nearest;
    }

    private int distance(EncodedCertificate certificate) {
        return distances.getOrDefault(certificate.value(), Integer.MAX_VALUE);
    }

    private boolean hasSigned(EncodedCertificate issuer, EncodedCertificate certificate) {
        if (verified == MOST_VERIFIED) {
            return false;
        }
        verified++;
        try {
            X509Certificate signed = CertificateChain.decode(certificate);
            signed.verify(CertificateChain.decode(issuer).getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Providers throw runtime exceptions for numbers that make no key.
            return false;
        }
    }
}
