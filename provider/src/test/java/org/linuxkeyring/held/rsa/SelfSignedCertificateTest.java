package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedCertificateTest {
    private static final KeyPair PAIR = RsaPairs.ofBits(2048);
    private static final X500Principal SUBJECT = new X500Principal("CN=shop.example, O=Shop, C=DE");

    private static X509Certificate certificate(Duration validity) throws Exception {
        return SelfSignedCertificate.of(PAIR, SUBJECT, validity);
    }

    @Test
    void itIsSignedByItsOwnKey() throws Exception {
        X509Certificate certificate = certificate(Duration.ofDays(1));

        certificate.verify(PAIR.getPublic());
        assertEquals(PAIR.getPublic(), certificate.getPublicKey());
        assertEquals(SUBJECT, certificate.getSubjectX500Principal());
        assertEquals(SUBJECT, certificate.getIssuerX500Principal());
        assertEquals(3, certificate.getVersion());
        assertEquals("SHA256withRSA", certificate.getSigAlgName());
        assertNotNull(certificate.getExtensionValue("2.5.29.14"));
        assertTrue(certificate.getSerialNumber().signum() > 0);
        assertNotEquals(
                certificate.getSerialNumber(), certificate(Duration.ofDays(1)).getSerialNumber());
    }

    /** From 2050 on a certificate has GeneralizedTime (RFC 5280, section 4.1.2.5). */
    @ParameterizedTest
    @ValueSource(longs = {1, 86_400, 100L * 365 * 86_400})
    void itIsValidFromNowOn(long seconds) throws Exception {
        Instant before = Instant.now();
        X509Certificate certificate = certificate(Duration.ofSeconds(seconds));
        Instant after = Instant.now();

        certificate.checkValidity(Date.from(before));
        assertFalse(certificate.getNotAfter().toInstant().isAfter(after.plusSeconds(seconds)));
        assertFalse(certificate.getNotAfter().toInstant().isBefore(before.plusSeconds(seconds - 1)));
    }

    @Test
    void theYear2050IsTheFirstOfFourDigits() throws Exception {
        Instant end = Instant.parse("2050-06-01T00:00:00Z");
        Instant notAfter =
                certificate(Duration.between(Instant.now(), end)).getNotAfter().toInstant();

        assertTrue(Duration.between(notAfter, end).abs().toMinutes() < 5, notAfter::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "a, O=b", "a+b=c", "\u00e4 \u4e2d"})
    void aNameIsTakenAsItIs(String name) {
        X500Principal named = SelfSignedCertificate.named(name);
        X500Name read = X500Name.getInstance(named.getEncoded());
        assertEquals(1, read.getRDNs().length);
        assertEquals(name, read.getRDNs()[0].getFirst().getValue().toString());
    }
}
