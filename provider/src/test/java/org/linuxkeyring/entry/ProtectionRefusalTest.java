package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.key.EncryptedKey;

/** Protections of a key that are refused: unsupported, too costly, or with senseless parameters. */
class ProtectionRefusalTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final Certificate[] CHAIN = TestKeys.chain(PAIR);
    private static final byte[] SALT = new byte[16];

    private static final EncryptionScheme AES_256 =
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));

    @Test
    void whatIsNoEncryptedPrivateKeyInfoIsRefused() throws Exception {
        byte[] encrypted = EncryptedKey.encrypt(PAIR.getPrivate().getEncoded(), PASSWORD);
        byte[] trailing = Arrays.copyOf(encrypted, encrypted.length + 1);
        for (byte[] bad :
                new byte[][] {{}, {1, 2, 3}, PAIR.getPrivate().getEncoded(), CHAIN[0].getEncoded(), trailing}) {
            Exception e = assertThrows(
                    KeyStoreException.class, () -> EntryEncoder.protectedKey(bad, CHAIN, CREATED, Set.of()));
            assertTrue(e.getMessage().contains("EncryptedPrivateKeyInfo"), e.getMessage());
        }
    }

    @Test
    void protectedKeyThatNoPasswordCouldOpenIsRefused() throws Exception {
        byte[] encrypted = TestKeys.encrypted(PAIR.getPrivate(), PASSWORD, "PBEWithMD5AndDES", "1.2.840.113549.1.5.3");

        Exception e = assertThrows(
                KeyStoreException.class, () -> EntryEncoder.protectedKey(encrypted, CHAIN, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("1.2.840.113549.1.5.3"), e.getMessage());
    }

    @Test
    void unsupportedProtectionIsToldWithoutAPassword() throws Exception {
        EncryptedKey key = read(new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC));

        try (StoredEntry entry = Entries.parse(key.value().encoded())) {
            assertThrows(NoSuchAlgorithmException.class, entry::requireKnownProtection);
        }
    }

    static Stream<Arguments> unsupported() {
        ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
        return Stream.of(
                Arguments.of(
                        "1.2.840.113549.1.5.3", new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC)),
                Arguments.of(
                        "1.2.840.113549.1.12.1.1",
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC4, new PKCS12PBEParams(SALT, 1))),
                Arguments.of("1.2.3.4", pbes2(new KeyDerivationFunc(unknown, new PBKDF2Params(SALT, 1)), AES_256)),
                Arguments.of(
                        "1.2.3.4", pbes2(pbkdf2(new PBKDF2Params(SALT, 1, new AlgorithmIdentifier(unknown))), AES_256)),
                Arguments.of(
                        NISTObjectIdentifiers.id_aes256_GCM.getId(),
                        pbes2(
                                pbkdf2(new PBKDF2Params(SALT, 1)),
                                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_GCM, DERNull.INSTANCE))));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void unsupportedAlgorithmIsNamed(String oid, AlgorithmIdentifier scheme) {
        Exception e = assertThrows(NoSuchAlgorithmException.class, () -> open(scheme));

        assertTrue(e.getMessage().contains(oid), e.getMessage());
    }

    static Stream<Arguments> excessive() {
        BigInteger huge = BigInteger.ONE.shiftLeft(5000);
        return Stream.of(
                Arguments.of("N=1048576", scrypt(1 << 20, 8, 1)),
                Arguments.of("p=1048576", scrypt(2, 1, 1 << 20)),
                Arguments.of("r=1048576", scrypt(2, 1 << 20, 1)),
                Arguments.of(
                        "2^5000",
                        pbes2(
                                scryptFunction(new ScryptParams(SALT, huge, BigInteger.ONE, BigInteger.ONE, null)),
                                AES_256)),
                Arguments.of("5000001 iterations", pbes2(pbkdf2(new PBKDF2Params(SALT, 5_000_001)), AES_256)),
                Arguments.of("2147483647 iterations", pkcs12(Integer.MAX_VALUE)),
                Arguments.of("0 iterations", pkcs12(0)),
                Arguments.of("-1 iterations", pkcs12(-1)));
    }

    @ParameterizedTest
    @MethodSource("excessive")
    void derivationThatCostsTooMuchIsRefusedUntried(String named, AlgorithmIdentifier scheme) {
        Exception e = assertThrows(UnrecoverableKeyException.class, () -> open(scheme));

        assertTrue(e.getMessage().contains(named.startsWith("2^") ? "2^" : named), e.getMessage());
    }

    static Stream<AlgorithmIdentifier> senseless() {
        ASN1Encodable sequence = new DERSequence(new ASN1Integer(1));
        return Stream.of(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, DERNull.INSTANCE),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, sequence),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, sequence),
                scrypt(3, 8, 1),
                scrypt(0, 8, 1),
                scrypt(-2, 8, 1),
                scrypt(1 << 16, 1, 1),
                scrypt(1024, 0, 1),
                scrypt(1024, 8, 0),
                pbes2(scryptFunction(new ScryptParams(SALT, 1024, 8, 1, 16)), AES_256),
                pbes2(scryptFunction(DERNull.INSTANCE), AES_256),
                pbes2(scryptFunction(sequence), AES_256),
                pbes2(pbkdf2(new PBKDF2Params(SALT, 1, 16)), AES_256),
                pbes2(pbkdf2(sequence), AES_256),
                pbes2(pbkdf2(new PBKDF2Params(SALT, 1)), new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC)),
                pbes2(
                        pbkdf2(new PBKDF2Params(SALT, 1)),
                        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[8]))));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void senselessParametersMakeTheKeyUnrecoverable(AlgorithmIdentifier scheme) {
        assertThrows(UnrecoverableKeyException.class, () -> open(scheme));
        assertThrows(
                InvalidAlgorithmParameterException.class, () -> read(scheme).requireReadable());
    }

    @Test
    void parametersHaveUpTo1024Bytes() throws Exception {
        EncryptedKey longest = read(salted(1001));
        assertEquals(1024, longest.scheme().length());
        longest.requireReadable();

        EncryptedKey tooLong = read(salted(1002));
        String told = assertThrows(InvalidAlgorithmParameterException.class, tooLong::requireReadable)
                .getMessage();
        assertTrue(told.contains("have 1025 bytes; at most 1024 are accepted"), told);
    }

    /** No HMAC has parameters, so they are not looked at further. */
    @Test
    void parametersThatLieTooDeepInEachOtherAreRefused() throws Exception {
        read(withNestedParameters(10)).requireReadable();

        EncryptedKey deep = read(withNestedParameters(70));
        assertThrows(InvalidAlgorithmParameterException.class, deep::requireReadable);
    }

    private static void open(AlgorithmIdentifier scheme) throws Exception {
        read(scheme).decode(PASSWORD);
    }

    private static EncryptedKey read(AlgorithmIdentifier scheme) throws Exception {
        byte[] key = Der.value(Der.SEQUENCE, scheme.getEncoded(), Der.value(Der.OCTET_STRING, new byte[16]));
        return EncryptedKey.read(DerValue.of(key, "a key"), true);
    }

    private static AlgorithmIdentifier scrypt(long n, long r, long p) {
        return pbes2(
                scryptFunction(new ScryptParams(
                        SALT, BigInteger.valueOf(n), BigInteger.valueOf(r), BigInteger.valueOf(p), null)),
                AES_256);
    }

    private static KeyDerivationFunc scryptFunction(ASN1Encodable parameters) {
        return new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, parameters);
    }

    private static KeyDerivationFunc pbkdf2(ASN1Encodable parameters) {
        return new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, parameters);
    }

    private static AlgorithmIdentifier pbes2(KeyDerivationFunc function, EncryptionScheme scheme) {
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(function, scheme));
    }

    private static AlgorithmIdentifier pkcs12(int iterations) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new PKCS12PBEParams(SALT, iterations));
    }

    private static AlgorithmIdentifier salted(int size) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new PKCS12PBEParams(new byte[size], 1));
    }

    private static AlgorithmIdentifier withNestedParameters(int depth) {
        ASN1Encodable nested = new DERSequence();
        for (int i = 0; i < depth; i++) {
            nested = new DERSequence(nested);
        }
        AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, nested);
        return pbes2(pbkdf2(new PBKDF2Params(SALT, 1, hmac)), AES_256);
    }
}
