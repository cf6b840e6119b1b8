package org.linuxkeyring.tls;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The properties of a chain that the JDK's key manager looks at, apart from host names, issuers and validity:
 * algorithms with their parameters, key sizes, and uses, of each certificate. It judges two chains of one profile
 * alike.
 */
final class ChainProfile {
    private static final HexFormat HEX = HexFormat.of();

    private ChainProfile() {}

    static String of(X509Certificate... chain) {
        StringBuilder profile = new StringBuilder();
        for (X509Certificate certificate : chain) {
            PublicKey key = certificate.getPublicKey();
            profile.append(key.getAlgorithm())
                    .append(' ')
                    .append(parameters(key.getEncoded()))
                    .append(' ')
                    .append(key instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0)
                    .append(' ')
                    .append(certificate.getSigAlgOID())
                    .append(' ')
                    .append(certificate.getSigAlgParams() == null ? "" : HEX.formatHex(certificate.getSigAlgParams()))
                    .append(' ')
                    .append(Arrays.toString(certificate.getKeyUsage()))
                    .append(' ')
                    .append(extendedUse(certificate))
                    .append('\n');
        }
        return profile.toString();
    }

    /** Returns the AlgorithmIdentifier of a SubjectPublicKeyInfo (RFC 5280, section 4.1). */
    private static String parameters(byte[] publicKeyInfo) {
        try {
            DerReader info =
                    new DerReader(publicKeyInfo).next(Der.SEQUENCE, "a key").reader();
            return HEX.formatHex(info.next(Der.SEQUENCE, "an algorithm").encoded());
        } catch (MalformedEntryException e) {
            return HEX.formatHex(publicKeyInfo);
        }
    }

    private static String extendedUse(X509Certificate certificate) {
        try {
            return String.valueOf(certificate.getExtendedKeyUsage());
        } catch (CertificateParsingException e) {
            return "malformed";
        }
    }
}
