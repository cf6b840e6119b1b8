package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.entry.Entries.assertMalformed;
import static org.linuxkeyring.entry.pem.PemBlocks.pem;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;

/** Keys and certificates in PEM: in any order, with other text, and as chains. */
class PemEntryTest {
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final X509Certificate[] CHAIN = TestKeys.chain(PAIR);
    private static final String KEY = pem("PRIVATE KEY", PAIR.getPrivate().getEncoded());
    private static final String LEAF = pem(CHAIN[0]);
    private static final String INTERMEDIATE = pem(CHAIN[1]);
    private static final String ROOT = pem(CHAIN[2]);

    @Test
    void keyAndCertificatesAreReadInAnyOrder() throws Exception {
        for (String text : new String[] {
            KEY + LEAF + INTERMEDIATE + ROOT, ROOT + INTERMEDIATE + LEAF + KEY, INTERMEDIATE + KEY + ROOT + LEAF,
        }) {
            try (StoredEntry entry = Entries.parse(text)) {
                assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
                assertFalse(entry.isProtected());
                assertEquals(PAIR.getPrivate(), entry.key(null));
                assertArrayEquals(CHAIN, entry.chain());
            }
        }
    }

    @Test
    void certificateThatIsNoPartOfTheChainIsLeftOut() throws Exception {
        KeyPair other = TestKeys.pair("EC/secp521r1");
        X509Certificate stranger = TestKeys.certificate("CN=stranger", other, "CN=stranger", other.getPrivate());

        try (StoredEntry entry = Entries.parse(pem(stranger) + ROOT + LEAF + KEY + INTERMEDIATE)) {
            assertArrayEquals(CHAIN, entry.chain());
        }
    }

    @Test
    void certificateOfTheKeyIsTheLeafEvenWhereItIssuedAnother() throws Exception {
        KeyPair authority = TestKeys.pair("EC/secp256r1");
        String key = pem("PRIVATE KEY", authority.getPrivate().getEncoded());

        try (StoredEntry entry = Entries.parse(key + LEAF + INTERMEDIATE + ROOT)) {
            assertArrayEquals(new Certificate[] {CHAIN[1], CHAIN[2]}, entry.chain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "DSA", "Ed448", "EC/secp384r1", "ML-DSA-44"})
    void certificateOfTheKeyIsFoundForEachAlgorithmThatSigns(String algorithm) throws Exception {
        assumeTrue(TestKeys.has(algorithm.split("/")[0]), "this JDK has no " + algorithm);
        PrivateKey authority = TestKeys.pair("EC/secp256r1").getPrivate();
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate mine = TestKeys.certificate("CN=same", pair, "CN=root", authority);
        X509Certificate other = TestKeys.certificate("CN=same", TestKeys.otherPair(algorithm), "CN=root", authority);
        String key = pem("PRIVATE KEY", pair.getPrivate().getEncoded());

        try (StoredEntry entry = Entries.parse(pem(other) + key + pem(mine))) {
            assertArrayEquals(new Certificate[] {mine}, entry.chain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X25519", "DH"})
    void leafOfAKeyThatCannotSignIsTheCertificateThatIssuedNone(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate[] chain = TestKeys.chain(pair);
        String key = pem("PRIVATE KEY", pair.getPrivate().getEncoded());

        try (StoredEntry entry = Entries.parse(pem(chain[2]) + pem(chain[1]) + key + pem(chain[0]))) {
            assertArrayEquals(chain, entry.chain());
        }
    }

    @Test
    void leafOfAnEncryptedKeyIsTheCertificateThatIssuedNone() throws Exception {
        byte[] encrypted = EncryptedKey.encrypt(PAIR.getPrivate().getEncoded(), "secret".toCharArray());

        try (StoredEntry entry = Entries.parse(ROOT + INTERMEDIATE + LEAF + pem("ENCRYPTED PRIVATE KEY", encrypted))) {
            assertTrue(entry.isProtected());
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertArrayEquals(CHAIN, entry.chain());
            assertEquals(PAIR.getPrivate(), entry.key("secret".toCharArray()));
        }
    }

    @Test
    void certificatesThatIssueEachOtherKeepTheirOrder() throws Exception {
        KeyPair a = TestKeys.pair("EC/secp256r1");
        KeyPair b = TestKeys.pair("EC/secp384r1");
        X509Certificate first = TestKeys.certificate("CN=a", a, "CN=b", b.getPrivate());
        X509Certificate second = TestKeys.certificate("CN=b", b, "CN=a", a.getPrivate());

        try (StoredEntry entry = Entries.parse(pem(first) + pem(second) + KEY)) {
            assertArrayEquals(new Certificate[] {first, second}, entry.chain());
        }
    }

    @Test
    void keyAloneHasNoChain() throws Exception {
        try (StoredEntry entry = Entries.parse(KEY)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertEquals(0, entry.chain().length);
            assertEquals(Set.of(), entry.attributes());
            assertTrue(entry.created().isEmpty());
        }
    }

    @Test
    void certificatesWithoutKeyAreTheFirstOfThem() throws Exception {
        try (StoredEntry entry = Entries.parse(ROOT + INTERMEDIATE)) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertArrayEquals(new Certificate[] {CHAIN[2]}, entry.chain());
            assertNull(entry.key(null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
    void certificateIsReadUnderEachOfItsLabels(String label) throws Exception {
        try (StoredEntry entry = Entries.parse(pem(label, CHAIN[2].getEncoded()))) {
            assertArrayEquals(new Certificate[] {CHAIN[2]}, entry.chain());
        }
    }

    @Test
    void trustSettingsThatNameNoUseChangeNothing() throws Exception {
        byte[] certificate = CHAIN[2].getEncoded();
        byte[] trust = Der.value(Der.SEQUENCE, Der.value(Der.UTF8_STRING, new byte[] {'x'}));
        byte[] both = new byte[certificate.length + trust.length];
        System.arraycopy(certificate, 0, both, 0, certificate.length);
        System.arraycopy(trust, 0, both, certificate.length, trust.length);

        try (StoredEntry entry = Entries.parse(pem("TRUSTED CERTIFICATE", both))) {
            assertArrayEquals(new Certificate[] {CHAIN[2]}, entry.chain());
        }
        assertThrows(MalformedEntryException.class, () -> Entries.parse(pem("CERTIFICATE", both)));
    }

    @Test
    void otherTextAndOtherBlocksArePassedOver() throws Exception {
        String crl = pem("X509 CRL", new byte[] {1, 2, 3});
        String text = "\uFEFFBag Attributes\n  friendlyName: web\n" + crl + "\nsubject=CN = leaf\n" + LEAF + "\n\n"
                + KEY + "-----END\n";

        try (StoredEntry entry = Entries.parse(text)) {
            assertEquals(PAIR.getPrivate(), entry.key(null));
            assertArrayEquals(new Certificate[] {CHAIN[0]}, entry.chain());
        }
    }

    @Test
    void lineEndsAndIndentationDoNotMatter() throws Exception {
        for (String text : new String[] {
            KEY.replace("\n", "\r\n"),
            KEY.replace("\n", "\n    "),
            KEY.stripTrailing(),
            KEY.replace("\n", " \t\n"),
            "\n\n" + KEY
        }) {
            try (StoredEntry entry = Entries.parse(text)) {
                assertEquals(PAIR.getPrivate(), entry.key(null));
            }
        }
    }

    @Test
    void secretKeyInPemIsASecretKey() throws Exception {
        byte[] info = SecretKeyInfo.encode(new SecretKeySpec(new byte[16], "AES"));

        try (StoredEntry entry = Entries.parse(pem("PRIVATE KEY", info))) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
        }
        assertMalformed(0, "no certificates", pem("PRIVATE KEY", info) + LEAF);
    }
}
