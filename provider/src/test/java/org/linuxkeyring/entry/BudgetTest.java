package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;
import static org.linuxkeyring.entry.TestKeys.encodedCertificate;
import static org.linuxkeyring.entry.TraditionalKeys.number;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.KeyAlgorithms;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;

/**
 * The limits of docs/FORMAT.md: an entry beyond one is refused with the limit named, and entries in use are within
 * them.
 */
class BudgetTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

    @Test
    void moreCertificatesThanAreReadAreMalformed() throws Exception {
        byte[] certificate = TestKeys.chain(TestKeys.pair("Ed25519"))[2].getEncoded();
        byte[] bundle = new byte[certificate.length * (EntryContents.MOST_CERTIFICATES + 1)];
        for (int at = 0; at < bundle.length; at += certificate.length) {
            System.arraycopy(certificate, 0, bundle, at, certificate.length);
        }

        Exception e = assertThrows(MalformedEntryException.class, () -> Entries.parse(bundle));

        assertTrue(e.getMessage().contains("at most 500"), e.getMessage());
        Entries.parse(Arrays.copyOf(bundle, bundle.length - certificate.length)).close();
    }

    static Stream<AlgorithmIdentifier> costlyProtection() {
        byte[] salt = new byte[16];
        return Stream.of(
                scrypt(salt, 2, 524_288, 1),
                scrypt(salt, 1 << 17, 8, 1),
                scrypt(salt, 2, 1024, 1),
                scrypt(salt, 2, 8, 65_536),
                scrypt(new byte[2000], 1024, 8, 64),
                pbkdf2(salt, 5_000_000),
                pbkdf2(salt, 1_500_001));
    }

    @ParameterizedTest
    @MethodSource("costlyProtection")
    void protectionThatCostsTooMuchIsRefusedUntried(AlgorithmIdentifier scheme) throws Exception {
        byte[] payload = Der.value(Der.SEQUENCE, scheme.getEncoded(), Der.value(Der.OCTET_STRING, new byte[16]));
        try (StoredEntry entry = Entries.parse(payload)) {
            Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(PASSWORD));
            assertTrue(e.getMessage().contains("accepted"), e.getMessage());
        }
    }

    static Stream<AlgorithmIdentifier> usualProtection() {
        byte[] salt = new byte[16];
        return Stream.of(
                scrypt(salt, 1 << 14, 8, 1),
                scrypt(salt, 1 << 15, 8, 1),
                scrypt(salt, 1 << 16, 8, 1),
                scrypt(salt, 1 << 13, 8, 10),
                scrypt(salt, 1 << 9, 512, 1),
                scrypt(salt, 2, 512, 1),
                pbkdf2(salt, 2048),
                pbkdf2(salt, 10_000),
                pbkdf2(salt, 600_000));
    }

    /** A wrong password is detected after the derivation only. */
    @ParameterizedTest
    @MethodSource("usualProtection")
    void protectionInUseIsTried(AlgorithmIdentifier scheme) throws Exception {
        byte[] payload = Der.value(Der.SEQUENCE, scheme.getEncoded(), Der.value(Der.OCTET_STRING, new byte[16]));
        try (StoredEntry entry = Entries.parse(payload)) {
            Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(PASSWORD));
            assertTrue(e.getMessage().contains("password is not the one"), e.getMessage());
        }
    }

    @Test
    void hugeIntegerCostsTheAttributesAlone() throws Exception {
        byte[] integer =
                Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3.4"), Der.value(Der.SET, number(8_000_000)));

        try (StoredEntry entry = Entries.parse(secretKeyWith(integer))) {
            assertEquals(KEY, entry.key(null));
            Exception e = assertThrows(MalformedEntryException.class, entry::attributes);
            assertTrue(e.getMessage().contains("at most 1024"), e.getMessage());
        }
    }

    /** "Aa" and "BB" have one hash code, and so have all strings that consist of equally many of them. */
    @Test
    void attributesWithOneHashCostThemselvesAlone() throws Exception {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        for (int i = 0; i < 13_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            attributes.writeBytes(Der.value(
                    Der.SEQUENCE,
                    Der.objectIdentifier(NamedAttribute.OID),
                    Der.value(Der.SET, NamedAttribute.write(name.toString(), ""))));
        }

        try (StoredEntry entry = Entries.parse(secretKeyWith(attributes.toByteArray()))) {
            assertEquals(KEY, entry.key(null));
            Exception e = assertThrows(MalformedEntryException.class, entry::attributes);
            assertTrue(e.getMessage().contains("at most 256"), e.getMessage());
        }
    }

    @Test
    void attributesBeyondTheBudgetAreRefusedWhenTheyAreSet() {
        Set<Attribute> many = new HashSet<>();
        for (int i = 0; i <= EntryAttributes.MOST; i++) {
            many.add(new PKCS12Attribute("1.2.3." + i, "value"));
        }

        Exception e = assertThrows(
                KeyStoreException.class,
                () -> EntryEncoder.secretKey(new SecretKeySpec(new byte[16], "AES"), null, CREATED, many));

        assertTrue(e.getMessage().contains("at most 256"), e.getMessage());
    }

    @Test
    void valuesThatLieDeepInEachOtherAreRefused() throws Exception {
        byte[] strings = nested(0x24, 300_000);
        byte[] sequences = nested(Der.SEQUENCE, 300_000);
        byte[] pss = new byte[0];
        for (int i = 0; i < 2_000; i++) {
            pss = Der.value(
                    Der.SEQUENCE,
                    Der.objectIdentifier(KeyAlgorithms.RSASSA_PSS),
                    Der.value(Der.SEQUENCE, Der.value(Der.CONTEXT_0, pss)));
        }
        byte[] rsa = Der.value(Der.SEQUENCE, Der.objectIdentifier(KeyAlgorithms.RSA), new byte[] {5, 0});
        for (byte[] extension : List.of(strings, sequences, Der.value(Der.OCTET_STRING, strings))) {
            byte[] certificate =
                    encodedCertificate(rsa, number(1024), Der.value(0xa3, Der.value(Der.SEQUENCE, extension)));
            try (StoredEntry entry = Entries.parse(certificate)) {
                assertThrows(CertificateException.class, entry::chain);
            }
        }
        try (StoredEntry entry = Entries.parse(encodedCertificate(pss, number(1024)))) {
            assertThrows(CertificateException.class, entry::chain);
        }
        byte[] attribute = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3"), Der.value(Der.SET, strings));
        try (StoredEntry entry = Entries.parse(secretKeyWith(attribute))) {
            assertThrows(MalformedEntryException.class, entry::attributes);
        }
        byte[] key = OneAsymmetricKey.write(pss, new byte[32], new byte[0]);
        try (StoredEntry entry = Entries.parse(key)) {
            assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));
        }
    }

    private static byte[] secretKeyWith(byte[] attributes) throws Exception {
        byte[] key = SecretKeyInfo.encode(KEY);
        byte[] set = Der.value(Der.SET, attributes);
        byte[] both = Arrays.copyOf(key, key.length + set.length);
        System.arraycopy(set, 0, both, key.length, set.length);
        return both;
    }

    private static byte[] nested(int tag, int size) {
        byte[] nested = new byte[size];
        int at = size;
        while (at >= 6) {
            byte[] header = Der.header(tag, size - at);
            at -= header.length;
            System.arraycopy(header, 0, nested, at, header.length);
        }
        return Arrays.copyOfRange(nested, at, size);
    }

    private static AlgorithmIdentifier scrypt(byte[] salt, long n, long r, long p) {
        return pbes2(new KeyDerivationFunc(
                MiscObjectIdentifiers.id_scrypt,
                new ScryptParams(salt, BigInteger.valueOf(n), BigInteger.valueOf(r), BigInteger.valueOf(p), null)));
    }

    private static AlgorithmIdentifier pbkdf2(byte[] salt, int iterations) {
        return pbes2(new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations)));
    }

    private static AlgorithmIdentifier pbes2(KeyDerivationFunc derivation) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                        derivation,
                        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]))));
    }
}
