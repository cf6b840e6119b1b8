package org.linuxkeyring.fleet.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** X.509 certificates in messages, as the JDK's classes. */
final class Certificates {
    private Certificates() {}

    static X509Certificate decode(ASN1Encodable value) throws IOException, MessageException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Der.encode(value)));
        } catch (CertificateException e) {
            throw new MessageException("A certificate in it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns whether a certificate has this issuer and serial number, the issuer byte for byte: that of Bouncy Castle
     * compares names as RFC 5280 section 7.1 does, without regard to case.
     */
    static boolean isNamed(X509Certificate certificate, X500Name issuer, BigInteger serialNumber) {
        return issuer != null
                && Arrays.equals(
                        Der.encode(issuer), certificate.getIssuerX500Principal().getEncoded())
                && certificate.getSerialNumber().equals(serialNumber);
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new JcaX509CertificateHolder(certificate);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("A certificate has no encoded form", e);
        }
    }

    static ASN1Encodable encode(X509Certificate certificate) {
        return holder(certificate).toASN1Structure();
    }
}
