package org.linuxkeyring.fleet.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import org.linuxkeyring.kernel.Printable;

/**
 * The SHA-256 of a certificate.
 *
 * @param hex 64 digits in lower case
 */
public record Fingerprint(String hex) {
    private static final int DIGITS = 64;

    /** @throws IllegalArgumentException if the text is no fingerprint */
    public Fingerprint {
        if (!hex.matches("[0-9a-f]{" + DIGITS + "}")) {
            throw new IllegalArgumentException("'" + Printable.name(hex)
                    + "' is no fingerprint. It is the SHA-256 of the certificate, in 64 hexadecimal digits");
        }
    }

    /** Reads a fingerprint, with or without colons between the bytes, as openssl prints it. */
    public static Fingerprint of(String text) {
        return new Fingerprint(text.strip().replace(":", "").toLowerCase(Locale.ROOT));
    }

    static Fingerprint of(byte[] digest) {
        return new Fingerprint(HexFormat.of().formatHex(digest));
    }

    public static Fingerprint of(X509Certificate certificate) {
        try {
            return new Fingerprint(sha256(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate has no encoded form", e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
