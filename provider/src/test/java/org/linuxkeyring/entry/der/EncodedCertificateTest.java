package org.linuxkeyring.entry.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.TestKeys;

/** Certificates that are split into their fields, and the names by which they are compared. */
class EncodedCertificateTest {
    private static final byte[] EMPTY = Der.value(Der.SEQUENCE);

    private static EncodedCertificate certificate(byte[] issuer, byte[] subject) {
        byte[] bits = Der.value(Der.BIT_STRING, new byte[1]);
        byte[] algorithm = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3.4"));
        byte[] publicKey = Der.value(Der.SEQUENCE, algorithm, bits);
        byte[] signed =
                Der.value(Der.SEQUENCE, new byte[] {Der.INTEGER, 1, 1}, algorithm, issuer, EMPTY, subject, publicKey);
        return EncodedCertificate.read(DerValue.of(Der.value(Der.SEQUENCE, signed, algorithm, bits), "a certificate"));
    }

    /** Returns what is no name, which a decoder refuses. */
    private static byte[] noName(int number) {
        return Der.value(Der.SEQUENCE, new byte[] {Der.INTEGER, 1, (byte) number});
    }

    @Test
    void certificateWithAFurtherFieldIsMalformedAtIt() throws Exception {
        X509Certificate whole = TestKeys.chain(TestKeys.pair("Ed25519"))[0];
        byte[] fields = DerValue.of(whole.getEncoded(), "a certificate").contentCopy();
        byte[] longer = Der.value(Der.SEQUENCE, fields, new byte[] {Der.INTEGER, 1, 1});

        MalformedEntryException e = assertThrows(
                MalformedEntryException.class, () -> EncodedCertificate.read(DerValue.of(longer, "a certificate")));
        assertEquals(longer.length - 3, e.offset(), e.getMessage());
    }

    @Test
    void certificateWithoutASubjectHasIssuedNothing() {
        EncodedCertificate nameless = certificate(EMPTY, EMPTY);
        assertFalse(nameless.isSelfIssued());
        assertFalse(certificate(EMPTY, noName(1)).isIssuedBy(nameless));
    }

    @Test
    void namesThatCannotBeDecodedAreComparedAsTheyAre() {
        EncodedCertificate one = certificate(noName(1), noName(2));
        assertNotEquals(one.issuerName(), one.subjectName());
        assertFalse(one.isSelfIssued());
        assertTrue(certificate(noName(2), noName(3)).isIssuedBy(one));
        assertEquals(one.subjectName(), certificate(noName(2), noName(3)).issuerName());
    }
}
