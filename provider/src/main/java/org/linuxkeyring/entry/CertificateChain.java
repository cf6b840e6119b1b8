package org.linuxkeyring.entry;

import java.io.ByteArrayInputStream;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.linuxkeyring.entry.der.DerDepth;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.KeySizes;
import org.linuxkeyring.kernel.Printable;

/** The certificates of an entry, decoded, and the check that certificates are a chain. */
final class CertificateChain {
    private CertificateChain() {}

    /**
     * Returns the chain of an entry.
     *
     * @throws CertificateException if a certificate of the chain is damaged, or larger than is accepted
     */
    static Certificate[] of(EntryContents contents) throws CertificateException {
        List<EncodedCertificate> all = contents.certificates();
        if (all.size() > 1) {
            all = contents.kind() == StoredEntry.Kind.CERTIFICATE ? all.subList(0, 1) : ordered(contents);
        }
        Certificate[] chain = new Certificate[all.size()];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = decode(all.get(i));
        }
        return chain;
    }

    /**
     * Returns the certificates in order. Those that are in order in a bundle are the chain as it was stored, even where
     * the key is not the first one's.
     */
    private static List<EncodedCertificate> ordered(EntryContents contents) {
        List<EncodedCertificate> all = contents.certificates();
        return contents.isOrdered() && isChain(all)
                ? all
                : new CertificatePath(all).from(LeafCertificate.of(all, contents.key()));
    }

    private static boolean isChain(List<EncodedCertificate> certificates) {
        for (int i = 1; i < certificates.size(); i++) {
            EncodedCertificate issuer = certificates.get(i);
            EncodedCertificate issued = certificates.get(i - 1);
            if (issuer.value().equals(issued.value()) || !issued.isIssuedBy(issuer)) {
                return false;
            }
        }
        return true;
    }

    static X509Certificate decode(EncodedCertificate certificate) throws CertificateException {
        DerValue value = certificate.value();
        try {
            DerDepth.require(value);
            KeySizes.requirePublic(certificate);
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(value.in(), value.start(), value.end() - value.start()));
        } catch (MalformedEntryException e) {
            throw new CertificateException("The certificate is damaged, or more than can be used. " + e.getMessage());
        } catch (CertificateException e) {
            throw new CertificateException("No installed provider takes the certificate: " + reason(e), e);
        } catch (RuntimeException e) {
            // Providers throw runtime exceptions for content that makes no certificate.
            throw new CertificateException("The certificate is damaged, or no installed provider supports it", e);
        }
    }

    /**
     * Returns the reason of a refusal. Where one is wrapped, such as the IOException of an unknown curve, the wrapper's
     * message repeats its type, and the wrapped message is the better one.
     */
    private static String reason(CertificateException refused) {
        Throwable reason = refused;
        while (reason.getCause() != null
                && reason.getMessage() != null
                && reason.getMessage().contains(reason.getCause().toString())) {
            reason = reason.getCause();
        }
        return reason.getMessage() == null ? "it is damaged" : Printable.text(reason.getMessage());
    }

    /**
     * Requires that certificates are a chain, as the JDK's PKCS12 does: no TLS peer could follow them otherwise.
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
