package org.linuxkeyring.entry.pem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.entry.pem.PemBlocks.pem;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.TestKeys;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.key.KeyAlgorithms;
import org.linuxkeyring.entry.key.OneAsymmetricKey;

/** The steps of docs/FORMAT.md section 2.3 that find the certificate of a key, and the issuer of each certificate. */
class ChainSearchTest {
    private static final KeyPair RSA = TestKeys.pair("RSA");
    private static final KeyPair EC = TestKeys.pair("EC/secp256r1");
    private static final KeyPair ED = TestKeys.pair("Ed25519");
    private static final KeyPair CA = TestKeys.pair("EC/secp384r1");
    private static final KeyPair ROOT = TestKeys.pair("EC/secp521r1");

    private static final X509Certificate LEAF = certificate("leaf", RSA, "ca", CA);
    private static final X509Certificate ISSUER = certificate("ca", CA, "root", ROOT);
    private static final String RSA_KEY = key(RSA);

    private static X509Certificate certificate(String subject, KeyPair key, String issuer, KeyPair signer) {
        return TestKeys.certificate("CN=" + subject, key, "CN=" + issuer, signer.getPrivate());
    }

    private static KeyPair newPair(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static String key(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static void assertChain(String text, X509Certificate... expected) throws Exception {
        try (StoredEntry entry = Entries.parse(text)) {
            assertArrayEquals(expected, entry.chain());
        }
    }

    @Test
    void ofIssuersThatAreEquallyNearTheFirstIsTaken() throws Exception {
        X509Certificate renewed = certificate("ca", CA, "root", ROOT);

        assertChain(RSA_KEY + pem(renewed) + pem(ISSUER) + pem(LEAF), LEAF, renewed);
        assertChain(RSA_KEY + pem(ISSUER) + pem(renewed) + pem(LEAF), LEAF, ISSUER);
    }

    @Test
    void issuerWithALongWayToASelfSignedCertificateIsTakenBeforeOneWithNone() throws Exception {
        X509Certificate stray = certificate("ca", CA, "absent", ROOT);
        X509Certificate crossSigned = certificate("root", ROOT, "other root", EC);
        X509Certificate selfSigned = certificate("other root", EC, "other root", EC);

        assertChain(
                RSA_KEY + pem(stray) + pem(ISSUER) + pem(crossSigned) + pem(selfSigned) + pem(LEAF),
                LEAF,
                ISSUER,
                crossSigned,
                selfSigned);
    }

    @Test
    void issuerIsSoughtWithAtMostSixteenSignatures() throws Exception {
        X509Certificate namesake = certificate("ca", EC, "absent", ROOT);

        assertChain(RSA_KEY + pem(namesake).repeat(15) + pem(ISSUER) + pem(LEAF), LEAF, ISSUER);
        assertChain(RSA_KEY + pem(namesake).repeat(16) + pem(ISSUER) + pem(LEAF), LEAF, namesake);
    }

    @Test
    void whereNoCertificateIsTheKeysTheChainBeginsWithTheFirstThatIssuedNone() throws Exception {
        X509Certificate selfSigned = certificate("root", ROOT, "root", ROOT);

        assertChain(key(ED) + pem(selfSigned) + pem(ISSUER) + pem(LEAF), LEAF, ISSUER, selfSigned);
        // It issued itself alone.
        assertChain(key(ED) + pem(selfSigned) + pem(LEAF), selfSigned);
    }

    /** A key that only agrees on other keys signs nothing that could tell them apart. */
    @Test
    void whereNoSignatureDecidesTheChainBeginsWithTheFirstThatIssuedNone() throws Exception {
        KeyPair pair = TestKeys.pair("X25519");
        X509Certificate issuer = certificate("ca", newPair("X25519"), "root", ROOT);
        X509Certificate first = certificate("first", newPair("X25519"), "ca", CA);
        X509Certificate second = certificate("second", pair, "ca", CA);

        assertChain(key(pair) + pem(issuer) + pem(first) + pem(second), first, issuer);
    }

    @Test
    void certificateOfAKeyIsSoughtWithAtMostSixteenSignatures() throws Exception {
        X509Certificate mine = certificate("same", ED, "root", ROOT);
        X509Certificate first = certificate("same", newPair("Ed25519"), "root", ROOT);
        StringBuilder others = new StringBuilder(pem(first));
        for (int i = 1; i < 15; i++) {
            others.append(pem(certificate("same", newPair("Ed25519"), "root", ROOT)));
        }

        assertChain(key(ED) + others + pem(mine), mine);
        others.append(pem(certificate("same", newPair("Ed25519"), "root", ROOT)));
        assertChain(key(ED) + others + pem(mine), first);
    }

    @Test
    void certificateThatCannotBeDecodedIsNotTakenForTheKeys() throws Exception {
        X509Certificate mine = certificate("same", ED, "root", ROOT);
        byte[] damaged = certificate("same", newPair("Ed25519"), "root", ROOT).getEncoded();
        // The first time of the validity, which follows the issuer, becomes a value of another type.
        damaged[read(damaged).issuer().end() + 2] = Der.OCTET_STRING;

        assertChain(key(ED) + pem("CERTIFICATE", damaged) + pem(mine), mine);
    }

    @Test
    void rsaCertificateIsFoundByTheModulusWhateverIsBesideIt() throws Exception {
        X509Certificate pss = certificate("pss", TestKeys.pair("RSASSA-PSS"), "ca", CA);
        X509Certificate ofEc = certificate("ec", EC, "ca", CA);
        byte[] damaged = LEAF.getEncoded();
        damaged[read(damaged).key().content() + 1] = Der.OCTET_STRING;

        assertChain(RSA_KEY + pem("CERTIFICATE", damaged) + pem(ofEc) + pem(LEAF), LEAF);
        // TestKeys has the same numbers for both algorithms.
        assertChain(RSA_KEY + pem("CERTIFICATE", damaged) + pem(ofEc) + pem(pss), pss);
    }

    @Test
    void damagedKeyStillTellsItsAlgorithm() throws Exception {
        byte[] rsa = Der.value(Der.SEQUENCE, Der.objectIdentifier(KeyAlgorithms.RSA), new byte[] {5, 0});
        String damaged = pem("PRIVATE KEY", OneAsymmetricKey.write(rsa, new byte[] {1, 1, 0}, new byte[0]));
        X509Certificate ofEc = certificate("ec", EC, "ca", CA);

        assertChain(damaged + pem(ofEc) + pem(LEAF), LEAF);
    }

    private static EncodedCertificate read(byte[] certificate) {
        return EncodedCertificate.read(DerValue.of(certificate, "a certificate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC/secp256r1", "Ed25519"})
    void damagedCertificateOfTheKeyDoesNotStandForAWholeOne(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate whole = certificate("whole", pair, "ca", CA);
        byte[] damaged = certificate("damaged", pair, "ca", CA).getEncoded();
        // The last octet of the signature's algorithm, which the certificate names twice (RFC 5280 section 4.1.1.2).
        int at = new String(damaged, ISO_8859_1).lastIndexOf("\u002a\u0086\u0048\u00ce\u003d\u0004\u0003");
        damaged[at + 7] = 1;

        assertChain(key(pair) + pem("CERTIFICATE", damaged) + pem(whole), whole);
        try (StoredEntry entry = Entries.parse(key(pair) + pem("CERTIFICATE", damaged))) {
            assertThrows(CertificateException.class, entry::chain);
        }
    }
}
