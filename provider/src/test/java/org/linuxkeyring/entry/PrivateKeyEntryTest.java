package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.mockito.Mockito;

class PrivateKeyEntryTest {
    private static final char[] PASSWORD = "pässword".toCharArray();

    static Stream<String> algorithms() {
        return Stream.of(
                "RSA",
                "RSASSA-PSS",
                "EC/secp256r1",
                "EC/secp384r1",
                "EC/secp521r1",
                "Ed25519",
                "Ed448",
                "X25519",
                "X448",
                "DH",
                "DSA",
                "ML-DSA-44",
                "ML-DSA-65",
                "ML-DSA-87",
                "ML-KEM-512",
                "ML-KEM-768",
                "ML-KEM-1024");
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void privateKeyOfEachAlgorithmComesBackWithItsChain(String algorithm) throws Exception {
        assertComesBack(algorithm, null);
    }

    @Tag("scrypt")
    @ParameterizedTest
    @MethodSource("algorithms")
    void privateKeyUnderAPasswordComesBackWithItsChain(String algorithm) throws Exception {
        assertComesBack(algorithm, PASSWORD);
    }

    private static void assertComesBack(String algorithm, char[] password) throws Exception {
        assumeTrue(TestKeys.has(algorithm.split("/")[0]), "this JDK has no " + algorithm);
        KeyPair pair = TestKeys.pair(algorithm);
        Certificate[] chain = TestKeys.chain(pair);
        byte[] payload = Entries.bytes(EntryEncoder.privateKey(pair.getPrivate(), password, chain, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertEquals(password != null, entry.isProtected());
            PrivateKey key = assertInstanceOf(PrivateKey.class, entry.key(password));
            assertEquals(pair.getPrivate(), key);
            assertEquals(pair.getPrivate().getAlgorithm(), key.getAlgorithm());
            assertArrayEquals(chain, entry.chain());
            assertEquals(Optional.of(CREATED), entry.created());
            assertEquals(Set.of(), entry.attributes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC/secp256k1", "ECGOST3410-2012/Tc26-Gost-3410-12-256-paramSetA"})
    void keyThatOnlyTheApplicationsBouncyCastleKnowsComesBack(String algorithmAndCurve) throws Exception {
        BouncyCastleProvider bouncyCastle = new BouncyCastleProvider();
        PrivateKey key = bouncyCastleKey(algorithmAndCurve, bouncyCastle);
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));
        byte[] payload = Entries.bytes(EntryEncoder.privateKey(key, null, chain, CREATED, Set.of()));

        Security.addProvider(bouncyCastle);
        try {
            assertEquals(key, Entries.key(payload, null));
        } finally {
            Security.removeProvider(bouncyCastle.getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC/secp256r1", "Ed25519"})
    void keyThatBouncyCastleEncodedWithItsPublicKeyIsReadByTheJdk(String algorithmAndCurve) throws Exception {
        PrivateKey key = bouncyCastleKey(algorithmAndCurve, new BouncyCastleProvider());
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));

        byte[] payload = Entries.bytes(EntryEncoder.privateKey(key, null, chain, CREATED, Set.of()));

        Key read = Entries.key(payload, null);
        Key translated =
                KeyFactory.getInstance(key.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        assertEquals(translated, read);
    }

    @Test
    void keyOfAnAlgorithmThatNoProviderHasIsToldByItsObjectIdentifier() throws Exception {
        byte[] algorithm = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.3.9999.7"));
        PrivateKey key = Mockito.mock(PrivateKey.class);
        Mockito.when(key.getEncoded()).thenReturn(OneAsymmetricKey.write(algorithm, new byte[32], new byte[0]));
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));
        byte[] payload = Entries.bytes(EntryEncoder.privateKey(key, null, chain, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            Exception e = assertThrows(NoSuchAlgorithmException.class, () -> entry.key(null));
            assertTrue(e.getMessage().contains("1.3.9999.7"), e.getMessage());
        }
    }

    @Test
    void keyThatItsFactoryRejectsIsUnrecoverable() throws Exception {
        byte[] rsa = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.840.113549.1.1.1"));
        PrivateKey key = Mockito.mock(PrivateKey.class);
        Mockito.when(key.getEncoded()).thenReturn(OneAsymmetricKey.write(rsa, new byte[32], new byte[0]));
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));
        byte[] payload = Entries.bytes(EntryEncoder.privateKey(key, null, chain, CREATED, Set.of()));

        Exception e = assertThrows(UnrecoverableKeyException.class, () -> Entries.key(payload, null));

        assertTrue(e.getMessage().contains("RSA"), e.getMessage());
    }

    @ParameterizedTest
    @NullAndEmptySource
    void nullAndEmptyPasswordLeaveTheKeyOpen(char[] password) throws Exception {
        KeyPair pair = TestKeys.pair("Ed25519");
        byte[] payload = Entries.bytes(
                EntryEncoder.privateKey(pair.getPrivate(), password, TestKeys.chain(pair), CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertFalse(entry.isProtected());
            assertEquals(pair.getPrivate(), entry.key("changeit".toCharArray()));
        }
    }

    @Test
    void entryCostsAtMostItsDerAnd64Bytes() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        Certificate[] chain = TestKeys.chain(pair);
        int der = pair.getPrivate().getEncoded().length;
        for (Certificate certificate : chain) {
            der += certificate.getEncoded().length;
        }

        byte[] payload = Entries.bytes(EntryEncoder.privateKey(pair.getPrivate(), null, chain, CREATED, Set.of()));

        assertTrue(payload.length <= der + 64, payload.length - der + " bytes more than the DER");
    }

    @Test
    void certificatesThatAreNoChainAreRefusedAndNotReordered() throws Exception {
        KeyPair pair = TestKeys.pair("Ed25519");
        Certificate[] chain = TestKeys.chain(pair);
        Certificate[] given = {chain[0], chain[2], chain[1]};

        Exception e = assertThrows(
                KeyStoreException.class,
                () -> EntryEncoder.privateKey(pair.getPrivate(), null, given, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("number 2 is not that of number 1's issuer"), e.getMessage());
    }

    @Test
    void keyWithoutEncodedFormIsRefusedWithTheReason() {
        PrivateKey token = Mockito.mock(PrivateKey.class);
        Mockito.when(token.getAlgorithm()).thenReturn("RSA");
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));

        Exception e = assertThrows(
                KeyStoreException.class, () -> EntryEncoder.privateKey(token, null, chain, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("getEncoded() is null"), e.getMessage());
    }

    @Test
    void keyThatIsNotPkcs8IsRefused() {
        PrivateKey odd = Mockito.mock(PrivateKey.class);
        Mockito.when(odd.getAlgorithm()).thenReturn("X");
        Mockito.when(odd.getFormat()).thenReturn("odd");
        Mockito.when(odd.getEncoded()).thenReturn(new byte[] {1, 2, 3});
        Certificate[] chain = TestKeys.chain(TestKeys.pair("Ed25519"));

        Exception e = assertThrows(
                KeyStoreException.class, () -> EntryEncoder.privateKey(odd, null, chain, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("format odd"), e.getMessage());
    }

    @ParameterizedTest
    @NullAndEmptySource
    void keyWithoutChainIsRefused(Certificate[] chain) {
        PrivateKey key = TestKeys.pair("Ed25519").getPrivate();

        assertThrows(KeyStoreException.class, () -> EntryEncoder.privateKey(key, null, chain, CREATED, Set.of()));
    }

    @Test
    void chainThatIsNotX509IsRefused() throws Exception {
        KeyPair pair = TestKeys.pair("Ed25519");
        Certificate other = Mockito.mock(Certificate.class);
        Mockito.when(other.getType()).thenReturn("PGP");

        Exception e = assertThrows(
                KeyStoreException.class,
                () -> EntryEncoder.privateKey(pair.getPrivate(), null, new Certificate[] {other}, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("PGP"), e.getMessage());
    }

    private static PrivateKey bouncyCastleKey(String algorithmAndCurve, Provider provider) throws Exception {
        String[] parts = algorithmAndCurve.split("/");
        KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0], provider);
        if (parts.length == 2) {
            generator.initialize(new ECGenParameterSpec(parts[1]));
        }
        return generator.generateKeyPair().getPrivate();
    }
}
