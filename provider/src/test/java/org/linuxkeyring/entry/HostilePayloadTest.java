package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PKCS12Attribute;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.der.PayloadStart;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.entry.key.SecretKeyNames;

/** A payload may contain anything, because its writer chooses it: it is read, or refused with a declared exception. */
class HostilePayloadTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final long SEED = 20261122;
    private static final int BIG_KEY = 1 << 20;

    @Test
    void randomBytesAreReadOrRefused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = new byte[random.nextInt(200)];
            random.nextBytes(payload);
            readOrRefuse(payload);
        }
    }

    @Test
    void randomKeysOfCommonSizesAreNotTakenForBundles() throws Exception {
        Random random = new Random(SEED);
        for (int size : new int[] {8, 16, 24, 32, 48, 64, 128}) {
            for (int i = 0; i < 10_000; i++) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                payload[0] = Der.SEQUENCE;
                assertEquals(
                        PayloadStart.Shape.OTHER,
                        PayloadStart.of(payload),
                        HexFormat.of().formatHex(payload));
            }
        }
    }

    static Stream<Named<byte[]>> entries() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        Certificate[] chain = TestKeys.chain(pair);
        byte[] privateKey = Entries.bytes(EntryEncoder.privateKey(
                pair.getPrivate(), null, chain, CREATED, Set.of(new PKCS12Attribute("1.2.3", "value"))));
        byte[] named = Entries.bytes(
                EntryEncoder.secretKey(new SecretKeySpec(new byte[16], "Unheard-of"), null, CREATED, Set.of()));
        byte[] rsa = OneAsymmetricKey.read(
                        DerValue.of(TestKeys.pair("RSA").getPrivate().getEncoded(), "a key"))
                .key()
                .contentCopy();
        return Stream.of(
                Named.of("private key", privateKey),
                Named.of("secret key", named),
                Named.of("certificate", Entries.bytes(EntryEncoder.certificate(chain[0], CREATED, Set.of()))),
                Named.of("PKCS #12 encryption", encrypted("PBEWithSHA1AndDESede", "1.2.840.113549.1.12.1.3")),
                Named.of("PKCS #5 encryption", encrypted("PBEWithHmacSHA256AndAES_128", "1.2.840.113549.1.5.13")),
                Named.of("RSAPrivateKey", rsa),
                Named.of(
                        "PEM",
                        (pem("CERTIFICATE", chain[0].getEncoded()) + pem("RSA PRIVATE KEY", rsa))
                                .getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void damagedEntriesAreReadOrRefused(byte[] entry) {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = entry.clone();
            for (int damages = 1 + random.nextInt(4); damages > 0; damages--) {
                damaged = damage(damaged, random);
            }
            readOrRefuse(damaged);
        }
    }

    /** Damages a payload: an octet is changed, octets are removed, or octets from elsewhere in it are inserted. */
    private static byte[] damage(byte[] entry, Random random) {
        int from = random.nextInt(entry.length);
        int length = random.nextInt(Math.min(60, entry.length - from));
        int to = random.nextInt(entry.length);
        return switch (random.nextInt(4)) {
            case 0 -> concat(Arrays.copyOf(entry, from), Arrays.copyOfRange(entry, from + length, entry.length));
            case 1 ->
                concat(
                        concat(Arrays.copyOf(entry, to), Arrays.copyOfRange(entry, from, from + length)),
                        Arrays.copyOfRange(entry, to, entry.length));
            default -> {
                entry[from] = (byte) random.nextInt(256);
                yield entry;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30847fffffff020100300506032b6570",
                "3084ffffffff020100300506032b6570",
                "3083ffffff020100300506032b6570",
                "3084ffffffff3084fffffff0a003020102",
                "3084ffffffff02010002847fffffff00",
                "302e020100300506032b657004847fffffff",
                "30840000002e020100300506032b6570",
                "308100020100300506032b6570"
            })
    void lengthsBeyondThePayloadAreRefusedWithoutReservingThem(String hex) {
        readOrRefuse(HexFormat.of().parseHex(hex));
    }

    @Test
    void hugeLengthIsMalformed() {
        byte[] payload = HexFormat.of().parseHex("3084ffffffff020100300506032b6570");

        Exception e = assertThrows(MalformedEntryException.class, () -> Entries.parse(payload));

        assertTrue(e.getMessage().contains("4294967295 bytes"), e.getMessage());
    }

    @Test
    void deeplyNestedValuesDoNotExhaustTheStack() throws Exception {
        byte[] nested = nested(BIG_KEY - 1000);
        byte[] ed25519 = Der.objectIdentifier("1.3.101.112");
        byte[] octets = Der.value(Der.OCTET_STRING, new byte[32]);
        byte[] version3 = {(byte) 0xa0, 3, Der.INTEGER, 1, 2};
        byte[] attribute = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3"), Der.value(Der.SET, nested));
        for (byte[] payload : List.of(
                OneAsymmetricKey.write(Der.value(Der.SEQUENCE, ed25519, nested), new byte[32], new byte[0]),
                OneAsymmetricKey.write(Der.value(Der.SEQUENCE, ed25519), nested, new byte[0]),
                OneAsymmetricKey.write(
                        Der.value(Der.SEQUENCE, Der.objectIdentifier(SecretKeyNames.DATA)),
                        new byte[32],
                        Der.value(Der.CONTEXT_0, nested)),
                Der.value(
                        Der.SEQUENCE,
                        Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.840.113549.1.5.13"), nested),
                        octets),
                Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE, version3, nested), nested),
                Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE, version3, new byte[] {Der.INTEGER, 1, 1}, nested)),
                concat(SecretKeyInfo.encode(new SecretKeySpec(new byte[16], "AES")), Der.value(Der.SET, attribute)))) {
            readOrRefuse(payload);
        }
    }

    @Test
    void largePemTextIsReadInTime() {
        String begin = "-----BEGIN A-----\n-----END A-----\n";
        readOrRefuse(begin.repeat(BIG_KEY / begin.length()).getBytes(StandardCharsets.US_ASCII));
        readOrRefuse("-----BEGIN ".repeat(BIG_KEY / 11).getBytes(StandardCharsets.US_ASCII));
        for (String part : List.of(
                "-----BEGIN A----------END A-----",
                "-----BEGIN A----- x\n",
                "  -----BEGIN A-----\n",
                "-----END A-----\n",
                "--PRIVATE\n",
                "\r\f")) {
            readOrRefuse((part.repeat(BIG_KEY / part.length() / 2)
                            + "\n-----BEGIN A-----\n-----END A-----\n"
                            + part.repeat(BIG_KEY / part.length() / 2))
                    .getBytes(StandardCharsets.US_ASCII));
        }
        readOrRefuse(
                ("-----BEGIN RSA PRIVATE KEY-----\n" + "a:b\n".repeat(BIG_KEY / 4) + "-----END RSA PRIVATE KEY-----")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void structureIsToldWithoutLookingAtTheProtection() throws Exception {
        byte[] unknown = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.840.113549.1.5.99"));
        byte[] payload = Der.value(Der.SEQUENCE, unknown, Der.value(Der.OCTET_STRING, new byte[16]));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertTrue(entry.isProtected());
            assertThrows(NoSuchAlgorithmException.class, () -> entry.key(PASSWORD));
        }
    }

    private static void readOrRefuse(byte[] payload) {
        try (StoredEntry entry = Entries.parse(payload)) {
            entry.created();
            entry.expiry();
            entry.heldKey();
            entry.attributes().forEach(Object::toString);
            try {
                entry.chain();
            } catch (CertificateException e) {
                assertTellsWhy(e);
            }
            Key key = entry.key(PASSWORD);
            assertEquals(entry.kind() == StoredEntry.Kind.CERTIFICATE, key == null);
        } catch (MalformedEntryException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= payload.length, e.getMessage());
        } catch (UnrecoverableKeyException | NoSuchAlgorithmException e) {
            assertTellsWhy(e);
        }
    }

    /** The reason is one line of text, whatever characters the payload has. */
    private static void assertTellsWhy(GeneralSecurityException e) {
        assertTrue(String.valueOf(e.getMessage()).matches("\\p{Print}{20,400}"), e.toString());
    }

    /** Encrypts with one iteration, so that thousands of variants can be tried. */
    private static byte[] encrypted(String algorithm, String oid) throws Exception {
        Cipher cipher = Cipher.getInstance(algorithm);
        PBEParameterSpec once = new PBEParameterSpec(new byte[8], 1, new IvParameterSpec(new byte[16]));
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD)),
                once);
        byte[] scheme = Der.value(
                Der.SEQUENCE, Der.objectIdentifier(oid), cipher.getParameters().getEncoded());
        byte[] data = cipher.doFinal(TestKeys.pair("Ed25519").getPrivate().getEncoded());
        return Der.value(Der.SEQUENCE, scheme, Der.value(Der.OCTET_STRING, data));
    }

    private static byte[] nested(int size) {
        byte[] nested = new byte[size];
        int at = size;
        int length = 0;
        while (at >= 6) {
            byte[] header = Der.header(Der.SEQUENCE, length);
            at -= header.length;
            System.arraycopy(header, 0, nested, at, header.length);
            length += header.length;
        }
        return Arrays.copyOfRange(nested, at, size);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
