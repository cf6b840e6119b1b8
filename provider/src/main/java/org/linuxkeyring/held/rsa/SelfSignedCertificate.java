package org.linuxkeyring.held.rsa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;

/**
 * The certificate of a new RSA key pair (RFC 5280), signed with SHA256withRSA by the pair itself, as keytool makes it.
 */
public final class SelfSignedCertificate {
    private static final int VERSION_3 = 2;
    private static final int NULL = 0x05;
    private static final int UTC_TIME = 0x17;
    private static final int CONTEXT_3 = 0xa3;
    private static final byte[] NO_UNUSED_BITS = {0};

    private static final byte[] SHA256_WITH_RSA =
            Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.840.113549.1.1.11"), Der.value(NULL));

    /** The first year of which a certificate does not tell the last two digits alone (section 4.1.2.5). */
    private static final int YEAR_OF_FOUR_DIGITS = 2050;

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
    private static final int SERIAL_BITS = 64;

    private SelfSignedCertificate() {}

    /** Returns the name {@code CN=} and this text, whatever characters are in it. */
    public static X500Principal named(String commonName) {
        byte[] attribute = Der.value(
                Der.SEQUENCE, Der.objectIdentifier("2.5.4.3"), Der.value(Der.UTF8_STRING, commonName.getBytes(UTF_8)));
        return new X500Principal(Der.value(Der.SEQUENCE, Der.value(Der.SET, attribute)));
    }

    /**
     * Makes a certificate that is valid from now on.
     *
     * @param pair a pair of which Java has both keys
     */
    public static X509Certificate of(KeyPair pair, X500Principal subject, Duration validity)
            throws GeneralSecurityException {
        byte[] unsigned = unsigned(pair.getPublic(), subject.getEncoded(), validity);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(unsigned);
        byte[] encoded = Der.value(
                Der.SEQUENCE, unsigned, SHA256_WITH_RSA, Der.value(Der.BIT_STRING, NO_UNUSED_BITS, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static byte[] unsigned(PublicKey key, byte[] subject, Duration validity) throws GeneralSecurityException {
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
        Instant now = Instant.now();
        byte[] version = {VERSION_3};
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.CONTEXT_0, Der.value(Der.INTEGER, version)),
                Der.value(Der.INTEGER, serial.toByteArray()),
                SHA256_WITH_RSA,
                subject,
                Der.value(Der.SEQUENCE, time(now), time(now.plus(validity))),
                subject,
                key.getEncoded(),
                Der.value(CONTEXT_3, Der.value(Der.SEQUENCE, keyIdentifier(key))));
    }

    private static byte[] time(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return time.getYear() < YEAR_OF_FOUR_DIGITS
                ? Der.value(UTC_TIME, UTC.format(time).getBytes(US_ASCII))
                : Der.value(Der.GENERALIZED_TIME, GENERALIZED.format(time).getBytes(US_ASCII));
    }

    /** Returns the extension that names the key, by the SHA-1 of its bits (section 4.2.1.2, method 1). */
    private static byte[] keyIdentifier(PublicKey key) throws GeneralSecurityException {
        DerReader info = DerValue.of(key.getEncoded(), "the public key").reader();
        info.next(Der.SEQUENCE, "its algorithm");
        byte[] bits = info.next(Der.BIT_STRING, "its bits").contentCopy();
        byte[] hash =
                MessageDigest.getInstance("SHA-1").digest(Arrays.copyOfRange(bits, NO_UNUSED_BITS.length, bits.length));
        return Der.value(
                Der.SEQUENCE,
                Der.objectIdentifier("2.5.29.14"),
                Der.value(Der.OCTET_STRING, Der.value(Der.OCTET_STRING, hash)));
    }
}
