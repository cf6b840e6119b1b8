package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.key.SecretKeyNames;
import org.mockito.Mockito;

class SecretKeyEntryTest {
    private static final byte[] SECRET = "0123456789abcdef01234567".getBytes(StandardCharsets.US_ASCII);
    private static final char[] PASSWORD = "secret".toCharArray();

    static Stream<String> names() {
        return Stream.of(
                "AES",
                "aes",
                "DES",
                "DESede",
                "TripleDES",
                "RC2",
                "ARCFOUR",
                "RC4",
                "Blowfish",
                "ChaCha20",
                "HmacMD5",
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/224",
                "HmacSHA512/256",
                "HmacSHA3-224",
                "HmacSHA3-256",
                "HmacSHA3-384",
                "HmacSHA3-512",
                "PBKDF2WithHmacSHA256",
                "Generic",
                "2.16.840.1.101.3.4.1",
                "",
                " ",
                "RSA",
                "schlüssel \uD83D\uDD11 ключ",
                "unpaired \uD83D surrogate",
                "nul \0 inside");
    }

    @ParameterizedTest
    @MethodSource("names")
    void secretKeyKeepsItsBytesAndTheExactNameOfItsAlgorithm(String algorithm) throws Exception {
        assertKept(algorithm, null);
    }

    @Tag("scrypt")
    @ParameterizedTest
    @MethodSource("names")
    void secretKeyUnderAPasswordKeepsThemToo(String algorithm) throws Exception {
        assertKept(algorithm, PASSWORD);
    }

    private static void assertKept(String algorithm, char[] password) throws Exception {
        SecretKey key = new SecretKeySpec(SECRET, algorithm);
        byte[] payload = Entries.bytes(EntryEncoder.secretKey(key, password, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertEquals(password != null, entry.isProtected());
            Key read = assertInstanceOf(SecretKey.class, entry.key(password));
            assertEquals(algorithm, read.getAlgorithm());
            assertArrayEquals(SECRET, read.getEncoded());
            assertEquals(0, entry.chain().length);
            assertEquals(Optional.of(CREATED), entry.created());
        }
    }

    @Test
    void aes256KeyCostsAtMost83Bytes() throws Exception {
        SecretKey key = new SecretKeySpec(new byte[32], "AES");

        Instant created = Instant.parse("2026-11-22T05:30:00.123Z");
        assertEquals(83, Entries.bytes(EntryEncoder.secretKey(key, null, created, Set.of())).length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PBE",
                "PBEWithMD5AndDES",
                "PBEWithSHA1AndDESede",
                "PBEWithSHA1AndRC2_40",
                "PBEWithSHA1AndRC2_128",
                "PBEWithSHA1AndRC4_40",
                "PBEWithSHA1AndRC4_128",
                "PBEWithHmacSHA256AndAES_128"
            })
    void passwordKeptAsKeyComesBackAsOneFromWhichItsFactoryGivesThePassword(String algorithm) throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance(algorithm);
        SecretKey key = factory.generateSecret(new PBEKeySpec("imported".toCharArray()));

        Key read = Entries.key(Entries.bytes(EntryEncoder.secretKey(key, null, CREATED, Set.of())), null);

        assertEquals(key, read);
        assertSame(key.getClass(), read.getClass());
        PBEKeySpec spec = (PBEKeySpec) factory.getKeySpec((SecretKey) read, PBEKeySpec.class);
        assertArrayEquals("imported".toCharArray(), spec.getPassword());
    }

    @Test
    void emptyPasswordKeptAsKeyComesBack() throws Exception {
        SecretKey key = SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(new char[0]));

        assertEquals(key, Entries.key(Entries.bytes(EntryEncoder.secretKey(key, null, CREATED, Set.of())), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithMD5AndDES", "PBEwithNothingKnown"})
    void bytesThatNoPasswordFactoryTakesComeBackAsTheyAre(String algorithm) throws Exception {
        byte[] bytes = {(byte) 0xff, 0, 1, (byte) 0x80};
        SecretKey key = new SecretKeySpec(bytes, algorithm);

        Key read = Entries.key(Entries.bytes(EntryEncoder.secretKey(key, null, CREATED, Set.of())), null);

        assertEquals(algorithm, read.getAlgorithm());
        assertArrayEquals(bytes, read.getEncoded());
    }

    @Test
    void secretKeyAsTheJdksPkcs12WritesItIsRead() throws Exception {
        // AlgorithmIdentifier with NULL parameters, as sun.security.x509.AlgorithmId encodes it.
        byte[] algorithm =
                Der.value(Der.SEQUENCE, Der.objectIdentifier("2.16.840.1.101.3.4.1"), new byte[] {0x05, 0x00});

        Key key = Entries.key(OneAsymmetricKey.write(algorithm, SECRET, new byte[0]), null);

        assertEquals("AES", key.getAlgorithm());
        assertArrayEquals(SECRET, key.getEncoded());
    }

    @Test
    void keyThatNamesNoAlgorithmIsUnrecoverable() {
        byte[] data = Der.value(Der.SEQUENCE, Der.objectIdentifier(SecretKeyNames.DATA));
        byte[] payload = OneAsymmetricKey.write(data, SECRET, new byte[0]);

        Exception e = assertThrows(UnrecoverableKeyException.class, () -> Entries.key(payload, null));

        assertTrue(e.getMessage().contains("do not name its algorithm"), e.getMessage());
    }

    @Test
    void keyWithoutEncodedFormIsRefusedWithTheReason() {
        SecretKey token = Mockito.mock(SecretKey.class);
        Mockito.when(token.getAlgorithm()).thenReturn("AES");

        Exception e =
                assertThrows(KeyStoreException.class, () -> EntryEncoder.secretKey(token, null, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("getEncoded() is null"), e.getMessage());
    }

    @Test
    void emptyKeyIsRefused() {
        SecretKey empty = Mockito.mock(SecretKey.class);
        Mockito.when(empty.getAlgorithm()).thenReturn("AES");
        Mockito.when(empty.getEncoded()).thenReturn(new byte[0]);

        assertThrows(KeyStoreException.class, () -> EntryEncoder.secretKey(empty, null, CREATED, Set.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr3t", "0", "00", "000", "0700", "0x0y", "0a00", "0000000000000000", "-----BEGIN"})
    void textIsASecretKeyOfTheRawAlgorithm(String text) throws Exception {
        boolean isTooShortToTell = text.length() <= 2;
        if (isTooShortToTell) {
            assertThrows(MalformedEntryException.class, () -> Entries.parse(text));
            return;
        }
        try (StoredEntry entry = Entries.parse(text)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertFalse(entry.isProtected());
            Key key = entry.key("changeit".toCharArray());
            assertEquals(Entries.RAW, key.getAlgorithm());
            assertArrayEquals(text.getBytes(StandardCharsets.US_ASCII), key.getEncoded());
            assertEquals(0, entry.chain().length);
            assertEquals(Optional.empty(), entry.created());
            assertEquals(Set.<KeyStore.Entry.Attribute>of(), entry.attributes());
        }
    }

    @Test
    void originOfAnyOtherFormIsNone() {
        byte[] generated = {Der.INTEGER, 1, 1};
        byte[] text = Der.value(Der.OCTET_STRING, new byte[] {'x'});
        assertEquals(Optional.of(OriginNote.generated()), origin(generated));
        for (byte[][] other :
                new byte[][][] {{}, {text}, {generated, text, text}, {{Der.INTEGER, 1, 3}}, {{Der.INTEGER, 2, 1, 1}}}) {
            assertEquals(Optional.empty(), origin(other));
        }
    }

    private static Optional<OriginNote> origin(byte[]... fields) {
        return OriginNote.read(DerValue.of(Der.value(Der.SEQUENCE, fields), "an origin"));
    }
}
