package org.linuxkeyring.entry.der;

import java.nio.charset.StandardCharsets;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate (RFC 5280 section 4.1) that is split into its fields but not decoded.
 *
 * @param value the whole certificate
 * @param keyAlgorithm the AlgorithmIdentifier of its public key
 * @param algorithm the OBJECT IDENTIFIER in that
 * @param key the BIT STRING that is its public key
 */
public record EncodedCertificate(
        DerValue value, DerValue issuer, DerValue subject, DerValue keyAlgorithm, DerValue algorithm, DerValue key) {
    private static final String WHAT = "a Certificate";

    public static EncodedCertificate read(DerValue value) throws MalformedEntryException {
        DerReader fields = value.reader();
        DerReader signed =
                fields.next(Der.SEQUENCE, "the signed content of " + WHAT).reader();
        fields.next(Der.SEQUENCE, "the signature algorithm of " + WHAT);
        fields.next(Der.BIT_STRING, "the signature of " + WHAT);
        fields.end(WHAT);
        if (signed.nextIs(Der.CONTEXT_0)) {
            signed.next("the version of " + WHAT);
        }
        signed.next(Der.INTEGER, "the serial number of " + WHAT);
        signed.next(Der.SEQUENCE, "the signature algorithm of " + WHAT);
        DerValue issuer = signed.next(Der.SEQUENCE, "the issuer of " + WHAT);
        signed.next(Der.SEQUENCE, "the validity of " + WHAT);
        DerValue subject = signed.next(Der.SEQUENCE, "the subject of " + WHAT);
        DerReader publicKey =
                signed.next(Der.SEQUENCE, "the public key of " + WHAT).reader();
        DerValue algorithm = publicKey.next(Der.SEQUENCE, "the public key's algorithm of " + WHAT);
        DerValue oid = algorithm.reader().next(Der.OBJECT_IDENTIFIER, "the public key's algorithm of " + WHAT);
        DerValue key = publicKey.next(Der.BIT_STRING, "the public key of " + WHAT);
        return new EncodedCertificate(value, issuer, subject, algorithm, oid, key);
    }

    public boolean isSelfIssued() {
        return isIssuedBy(this);
    }

    /**
     * Returns whether the other certificate's subject is this one's issuer. A certificate without a subject has issued
     * nothing.
     */
    public boolean isIssuedBy(EncodedCertificate other) {
        return other.subject.length() > 0
                && (issuer.equals(other.subject) || name(issuer).equals(name(other.subject)));
    }

    public String issuerName() {
        return name(issuer);
    }

    public String subjectName() {
        return name(subject);
    }

    /**
     * Returns a name for the comparison of RFC 5280 section 7.1, which ignores the string types that it is written in.
     */
    private static String name(DerValue name) {
        try {
            return new X500Principal(name.encoded()).getName(X500Principal.CANONICAL);
        } catch (IllegalArgumentException e) {
            return new String(name.encoded(), StandardCharsets.ISO_8859_1);
        }
    }
}
