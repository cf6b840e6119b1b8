package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.pem.PemBlocks;
import org.linuxkeyring.keyring.key.Description;

/** A key and certificates in any order, some of them superfluous, are read as one chain. */
class ChainOrderTest {
    private static final KeyPair RSA = TestKeys.pair("RSA");
    private static final KeyPair EC = TestKeys.pair("EC/secp256r1");
    private static final KeyPair ED = TestKeys.pair("Ed25519");
    private static final KeyPair CA = TestKeys.newPair("EC/secp256r1");
    private static final KeyPair ROOT = TestKeys.newPair("EC/secp256r1");
    private static final KeyPair OTHER_ROOT = TestKeys.newPair("EC/secp256r1");

    private static final X509Certificate INTERMEDIATE = TestKeys.certificate("CN=ca", CA, "CN=root", ROOT.getPrivate());
    private static final X509Certificate SELF_SIGNED =
            TestKeys.certificate("CN=root", ROOT, "CN=root", ROOT.getPrivate());
    private static final X509Certificate CROSS_SIGNED =
            TestKeys.certificate("CN=root", ROOT, "CN=other root", OTHER_ROOT.getPrivate());
    private static final X509Certificate OTHER_SELF_SIGNED =
            TestKeys.certificate("CN=other root", OTHER_ROOT, "CN=other root", OTHER_ROOT.getPrivate());

    static Stream<KeyPair> pairs() {
        return Stream.of(RSA, EC, ED);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachOrderWithRepetitionsAndStrangersGivesTheChain(KeyPair pair) throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", pair, "CN=ca", CA.getPrivate());
        X509Certificate stranger = TestKeys.certificate("CN=stranger", CA, "CN=stranger", CA.getPrivate());
        X509Certificate sibling =
                TestKeys.certificate("CN=sibling", TestKeys.newPair("Ed25519"), "CN=ca", CA.getPrivate());
        List<X509Certificate> all = new ArrayList<>(List.of(
                leaf,
                INTERMEDIATE,
                SELF_SIGNED,
                leaf,
                INTERMEDIATE,
                SELF_SIGNED,
                stranger,
                OTHER_SELF_SIGNED,
                sibling));
        Random random = new Random(20261127);
        for (int i = 0; i < 20; i++) {
            assertChain(pair.getPrivate(), all, leaf, INTERMEDIATE, SELF_SIGNED);
            Collections.shuffle(all, random);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void chainThatEndsBelowItsRootIsWhole(KeyPair pair) throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", pair, "CN=ca", CA.getPrivate());

        assertChain(pair.getPrivate(), List.of(INTERMEDIATE, leaf), leaf, INTERMEDIATE);
        assertChain(pair.getPrivate(), List.of(leaf, OTHER_SELF_SIGNED), leaf);
        assertChain(pair.getPrivate(), List.of(leaf, leaf), leaf);
    }

    @Test
    void crossSignedChainTakesTheShortestWayToASelfSignedCertificate() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        List<X509Certificate> all =
                new ArrayList<>(List.of(leaf, INTERMEDIATE, CROSS_SIGNED, OTHER_SELF_SIGNED, SELF_SIGNED));
        Random random = new Random(20261127);
        for (int i = 0; i < 20; i++) {
            assertChain(RSA.getPrivate(), all, leaf, INTERMEDIATE, SELF_SIGNED);
            Collections.shuffle(all, random);
        }
        assertChain(
                RSA.getPrivate(),
                List.of(OTHER_SELF_SIGNED, CROSS_SIGNED, INTERMEDIATE, leaf),
                leaf,
                INTERMEDIATE,
                CROSS_SIGNED,
                OTHER_SELF_SIGNED);
    }

    @Test
    void ofIssuersWithOneNameTheOneThatSignedIsTaken() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        X509Certificate namesake = TestKeys.certificate("CN=ca", EC, "CN=ca", EC.getPrivate());

        assertChain(RSA.getPrivate(), List.of(namesake, leaf, INTERMEDIATE), leaf, INTERMEDIATE);
        assertChain(RSA.getPrivate(), List.of(INTERMEDIATE, leaf, namesake), leaf, INTERMEDIATE);
    }

    @Test
    void certificatesThatIssueEachOtherEnd() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=a", EC.getPrivate());
        X509Certificate a = TestKeys.certificate("CN=a", EC, "CN=b", CA.getPrivate());
        X509Certificate b = TestKeys.certificate("CN=b", CA, "CN=a", EC.getPrivate());

        assertChain(RSA.getPrivate(), List.of(b, a, leaf), leaf, a, b);
    }

    @Test
    void namesAreComparedWhateverStringsTheyAreWrittenIn() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=Some  CA", CA.getPrivate());
        X509Certificate ca = TestKeys.certificate("CN=some ca", CA, "CN=root", ROOT.getPrivate());

        assertChain(RSA.getPrivate(), List.of(ca, leaf), leaf, ca);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC/secp256r1", "Ed25519"})
    void keyIsNotDecodedWhereTheCertificatesDecide(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate leaf = TestKeys.certificate("CN=leaf", pair, "CN=ca", CA.getPrivate());
        byte[] key = pair.getPrivate().getEncoded();
        DerValue octets = OneAsymmetricKey.read(DerValue.of(key, "a key")).key();
        Arrays.fill(key, octets.content() + 1, octets.end(), (byte) 0xff);

        try (StoredEntry entry = Entries.parse(PemBlocks.pem(INTERMEDIATE)
                + PemBlocks.pem("PRIVATE KEY", key)
                + PemBlocks.pem(SELF_SIGNED)
                + PemBlocks.pem(leaf)
                + PemBlocks.pem(leaf))) {
            assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));
            assertArrayEquals(new Certificate[] {leaf, INTERMEDIATE, SELF_SIGNED}, entry.chain());
        }
    }

    @Test
    void rsaCertificateIsFoundAmongManyByTheModulusWithNoKeyDecoded() throws Exception {
        X509Certificate mine = TestKeys.certificate("CN=same", RSA, "CN=ca", CA.getPrivate());
        X509Certificate other = TestKeys.certificate("CN=same", TestKeys.otherPair("RSA"), "CN=ca", CA.getPrivate());
        byte[] key = RSA.getPrivate().getEncoded();
        DerReader fields = OneAsymmetricKey.read(DerValue.of(key, "a key"))
                .key()
                .reader()
                .next("an RSA key")
                .reader();
        DerValue last = null;
        while (fields.hasNext()) {
            last = fields.next("a number");
        }
        key[last.start()] = Der.OCTET_STRING;

        try (StoredEntry entry =
                Entries.parse(PemBlocks.pem(other) + PemBlocks.pem("PRIVATE KEY", key) + PemBlocks.pem(mine))) {
            assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));
            assertArrayEquals(new Certificate[] {mine}, entry.chain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC/secp256r1", "Ed25519"})
    void certificateIsFoundByThePublicKeyThatAKeyContainsWithNoKeyDecoded(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm.split("/")[0], new BouncyCastleProvider())
                .generateKeyPair();
        X509Certificate mine = TestKeys.certificate("CN=same", pair, "CN=ca", CA.getPrivate());
        X509Certificate other = TestKeys.certificate("CN=same", TestKeys.pair(algorithm), "CN=ca", CA.getPrivate());
        byte[] key = pair.getPrivate().getEncoded();
        int content = OneAsymmetricKey.read(DerValue.of(key, "a key")).key().content();
        // The version of an EC key, or the tag of an Edwards key.
        key[key[content] == Der.SEQUENCE ? content + 4 : content] ^= 2;

        try (StoredEntry entry =
                Entries.parse(PemBlocks.pem(other) + PemBlocks.pem("PRIVATE KEY", key) + PemBlocks.pem(mine))) {
            assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));
            assertArrayEquals(new Certificate[] {mine}, entry.chain());
        }
    }

    @Test
    void bundleThatIsAChainKeepsItsOrderWhosesoeverTheKeyIs() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        assertBundle(List.of(leaf, INTERMEDIATE, SELF_SIGNED), leaf, INTERMEDIATE, SELF_SIGNED);
        assertBundle(List.of(leaf, SELF_SIGNED, INTERMEDIATE), INTERMEDIATE, SELF_SIGNED);
        assertBundle(List.of(INTERMEDIATE, SELF_SIGNED, SELF_SIGNED), INTERMEDIATE, SELF_SIGNED);
    }

    private static void assertBundle(List<X509Certificate> stored, X509Certificate... expected) throws Exception {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        bundle.writeBytes(CA.getPrivate().getEncoded());
        for (X509Certificate certificate : stored) {
            bundle.writeBytes(certificate.getEncoded());
        }
        try (StoredEntry entry = Entries.parse(bundle.toByteArray())) {
            assertArrayEquals(expected, entry.chain());
        }
    }

    @Test
    void bundleIsSortedOutToo() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        bundle.writeBytes(RSA.getPrivate().getEncoded());
        for (X509Certificate certificate : List.of(SELF_SIGNED, OTHER_SELF_SIGNED, leaf, leaf, INTERMEDIATE)) {
            bundle.writeBytes(certificate.getEncoded());
        }

        try (StoredEntry entry = Entries.parse(bundle.toByteArray())) {
            assertArrayEquals(new Certificate[] {leaf, INTERMEDIATE, SELF_SIGNED}, entry.chain());
        }
    }

    @Test
    void certificateThatTheJdkRefusesCostsAChainOnlyIfItIsPartOfIt() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        byte[] refused = TestKeys.certificate("CN=stranger", EC, "CN=stranger", EC.getPrivate())
                .getEncoded();
        // The changed bytes are those of the curve's object identifier, so that no provider knows it.
        byte[] curve = Der.objectIdentifier("1.2.840.10045.3.1.7");
        int at = new String(refused, StandardCharsets.ISO_8859_1)
                .indexOf(new String(curve, StandardCharsets.ISO_8859_1));
        refused[at + curve.length - 1] = 0x7e;
        String stranger = PemBlocks.pem("CERTIFICATE", refused);
        String key = PemBlocks.pem("PRIVATE KEY", RSA.getPrivate().getEncoded());

        try (StoredEntry entry = Entries.parse(stranger + key + PemBlocks.pem(leaf))) {
            assertArrayEquals(new Certificate[] {leaf}, entry.chain());
        }
        try (StoredEntry entry = Entries.parse(stranger)) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            String told = assertThrows(CertificateException.class, entry::chain).getMessage();
            assertTrue(told.matches("No installed provider takes the certificate: .+"), told);
            assertFalse(told.endsWith("it is damaged"), told);
            assertFalse(told.contains("Exception"), told);
        }
    }

    @Test
    void chainOfAKeyThatTheKernelHoldsIsSortedOut() throws Exception {
        X509Certificate leaf = TestKeys.certificate("CN=leaf", RSA, "CN=ca", CA.getPrivate());
        String text = PemBlocks.pem(SELF_SIGNED)
                + PemBlocks.pem(leaf)
                + PemBlocks.pem(INTERMEDIATE)
                + PemBlocks.pem(OTHER_SELF_SIGNED);

        try (StoredEntry entry = Entries.parse(text).asHeldPrivateKey(Description.of("web"))) {
            assertArrayEquals(new Certificate[] {leaf, INTERMEDIATE, SELF_SIGNED}, entry.chain());
        }
    }

    private static void assertChain(PrivateKey key, List<X509Certificate> certificates, X509Certificate... expected)
            throws Exception {
        StringBuilder text = new StringBuilder(PemBlocks.pem("PRIVATE KEY", key.getEncoded()));
        certificates.forEach(certificate -> text.append(PemBlocks.pem(certificate)));
        try (StoredEntry entry = Entries.parse(text.toString())) {
            assertArrayEquals(expected, entry.chain());
            assertEquals(key, entry.key(null));
        }
    }
}
