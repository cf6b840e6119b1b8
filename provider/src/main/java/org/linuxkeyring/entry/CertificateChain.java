package org.linuxkeyring.entry;

import java.io.ByteArrayInputStream;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes an entry's certificates, and brings those of a PEM text into the order of a chain. */
final class CertificateChain {
    private CertificateChain() {}

    static List<X509Certificate> decode(List<DerValue> encoded) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>(encoded.size());
        for (DerValue value : encoded) {
            Certificate certificate = factory.generateCertificate(
                    new ByteArrayInputStream(value.in(), value.start(), value.end() - value.start()));
            certificates.add((X509Certificate) certificate);
        }
        return certificates;
    }

    /**
     * Leaf first, then each one's issuer; what is no part of that chain comes last, in the order in which it stood.
     *
     * @param key the private key, if it lies open in the entry. Of an encrypted one nothing is known here, so that the
     *     order does not depend on whether a password was given
     */
    static List<X509Certificate> order(List<X509Certificate> certificates, Optional<PrivateKey> key) {
        List<X509Certificate> left = new ArrayList<>(certificates);
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next = Optional.of(leaf(certificates, key));
        while (next.isPresent()) {
            X509Certificate certificate = next.get();
            left.remove(certificate);
            chain.add(certificate);
            next = left.stream().filter(other -> issued(other, certificate)).findFirst();
        }
        chain.addAll(left);
        return chain;
    }

    /** The key's own certificate, else the first that issued none of the others, else the first. */
    private static X509Certificate leaf(List<X509Certificate> certificates, Optional<PrivateKey> key) {
        return key.flatMap(known -> certificates.stream()
                        .filter(certificate -> KeyMatch.isPair(known, certificate.getPublicKey()))
                        .findFirst())
                .or(() -> certificates.stream()
                        .filter(certificate -> issuedNone(certificate, certificates))
                        .findFirst())
                .orElse(certificates.get(0));
    }

    private static boolean issuedNone(X509Certificate issuer, List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(certificate -> !certificate.equals(issuer))
                .noneMatch(certificate -> issued(issuer, certificate));
    }

    /**
     * Refuses what the JDK's PKCS12 refuses as a chain: no TLS peer could follow it.
     *
     * @param chain of X.509 certificates
     */
    static void requireOrdered(Certificate[] chain) throws KeyStoreException {
        for (int i = 1; i < chain.length; i++) {
            if (chain[i].equals(chain[i - 1]) || !issued((X509Certificate) chain[i], (X509Certificate) chain[i - 1])) {
                throw new KeyStoreException(
                        "The certificates are no chain: number " + (i + 1) + " is not that of number " + i
                                + "'s issuer. Give the key's own certificate first, then each one's issuer");
            }
        }
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
