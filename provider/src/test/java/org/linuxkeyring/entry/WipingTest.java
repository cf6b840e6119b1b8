package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.pem.LegacyPemKey;
import org.mockito.MockedStatic;
import org.mockito.Mockito;

/** Copies of a secret that are made by this library are wiped after their use. */
class WipingTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final Certificate[] CHAIN = TestKeys.chain(PAIR);

    @Test
    void closedPayloadIsZero() throws Exception {
        Payload payload = EntryEncoder.secretKey(new SecretKeySpec(new byte[] {1}, "AES"), null, CREATED, Set.of());
        ByteBuffer buffer = payload.buffer();
        assertTrue(buffer.isDirect());
        assertFalse(isZero(buffer.duplicate()));

        payload.close();

        assertTrue(isZero(buffer));
    }

    @Test
    void encodedFormThatAPrivateKeyGaveIsWiped() throws Exception {
        for (char[] password : new char[][] {null, PASSWORD}) {
            byte[] encoded = PAIR.getPrivate().getEncoded();
            PrivateKey key = Mockito.mock(PrivateKey.class);
            Mockito.when(key.getEncoded()).thenReturn(encoded);

            EntryEncoder.privateKey(key, password, CHAIN, CREATED, Set.of()).close();

            assertZero(encoded);
        }
    }

    @Test
    void encodedFormThatIsRefusedIsWiped() {
        byte[] encoded = {1, 2, 3};
        PrivateKey key = Mockito.mock(PrivateKey.class);
        Mockito.when(key.getEncoded()).thenReturn(encoded);

        assertThrows(KeyStoreException.class, () -> EntryEncoder.privateKey(key, null, CHAIN, CREATED, Set.of()));

        assertZero(encoded);
    }

    @Test
    void encodedFormThatASecretKeyGaveIsWiped() throws Exception {
        for (char[] password : new char[][] {null, PASSWORD}) {
            byte[] encoded = {1, 2, 3};
            SecretKey key = Mockito.mock(SecretKey.class);
            Mockito.when(key.getAlgorithm()).thenReturn("AES");
            Mockito.when(key.getEncoded()).thenReturn(encoded);

            EntryEncoder.secretKey(key, password, CREATED, Set.of()).close();

            assertZero(encoded);
        }
    }

    @Test
    void encodedSecretKeyIsWipedOnceItIsInThePayload() {
        SecretKeySpec key = new SecretKeySpec(new byte[] {1, 2, 3}, "AES");

        assertCopiesAreWiped(
                () -> EntryEncoder.secretKey(key, null, CREATED, Set.of()).close());
    }

    @Test
    void decryptedKeyIsWiped() throws Exception {
        byte[] encrypted = EncryptedKey.encrypt(PAIR.getPrivate().getEncoded(), PASSWORD);
        List<byte[]> decrypted = new ArrayList<>();
        try (MockedStatic<PlainKey> keys = Mockito.mockStatic(PlainKey.class, Mockito.CALLS_REAL_METHODS);
                StoredEntry entry = Entries.parse(encrypted)) {
            keys.when(() -> PlainKey.of(Mockito.any())).thenAnswer(call -> {
                decrypted.add(call.getArgument(0));
                return call.callRealMethod();
            });
            assertEquals(PAIR.getPrivate(), entry.key(PASSWORD));
        }
        assertEquals(1, decrypted.size());
        assertZero(decrypted.get(0));
    }

    @Test
    void kernelIsGivenTheKeyAloneAndWhatTheKeyGaveForItIsWiped() throws Exception {
        byte[] encoded = PAIR.getPrivate().getEncoded();
        PrivateKey privateKey = Mockito.mock(PrivateKey.class);
        Mockito.when(privateKey.getEncoded()).thenReturn(encoded);
        byte[] secret = {1, 2, 3};
        SecretKey secretKey = Mockito.mock(SecretKey.class);
        Mockito.when(secretKey.getAlgorithm()).thenReturn("AES");
        Mockito.when(secretKey.getEncoded()).thenReturn(secret);

        assertArrayEquals(PAIR.getPrivate().getEncoded(), Entries.bytes(EntryEncoder.bare(privateKey)));
        assertArrayEquals(new byte[] {1, 2, 3}, Entries.bytes(EntryEncoder.bare(secretKey)));

        assertZero(encoded);
        assertZero(secret);
    }

    @Test
    void passwordStaysTheCallersAndUnchanged() throws Exception {
        char[] password = PASSWORD.clone();

        byte[] payload = Entries.bytes(EntryEncoder.privateKey(PAIR.getPrivate(), password, CHAIN, CREATED, Set.of()));
        Entries.parse(payload).key(password);

        assertArrayEquals(PASSWORD, password);
    }

    @Test
    void closedEntryHasWipedItsPayload() throws Exception {
        byte[] plain = Entries.bytes(EntryEncoder.privateKey(PAIR.getPrivate(), null, CHAIN, CREATED, Set.of()));
        byte[] encrypted =
                Entries.bytes(EntryEncoder.privateKey(PAIR.getPrivate(), PASSWORD, CHAIN, CREATED, Set.of()));
        byte[] raw = "s3cr3t".getBytes(StandardCharsets.US_ASCII);
        byte[] pem = pem("PRIVATE KEY", "", PAIR.getPrivate().getEncoded());
        for (byte[] payload : new byte[][] {plain, encrypted, raw, pem}) {
            new StoredEntry(payload, EntryContents.read(payload, "RAW")).close();

            assertZero(payload);
        }
    }

    @Test
    void closedEntryHasWipedWhatItDecodedFromPem() throws Exception {
        byte[] rsa = TestKeys.pair("RSA").getPrivate().getEncoded();
        byte[] traditional =
                OneAsymmetricKey.read(DerValue.of(rsa, "a key")).key().contentCopy();
        byte[] encrypted = EncryptedKey.encrypt(PAIR.getPrivate().getEncoded(), PASSWORD);
        String header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";

        PlainKey plain = (PlainKey) key(pem("PRIVATE KEY", "", PAIR.getPrivate().getEncoded()));
        PlainKey converted = (PlainKey) key(pem("RSA PRIVATE KEY", "", traditional));
        EncryptedKey protectedKey = (EncryptedKey) key(pem("ENCRYPTED PRIVATE KEY", "", encrypted));
        LegacyPemKey legacy = (LegacyPemKey) key(pem("RSA PRIVATE KEY", header, traditional));

        assertZero(plain.info().value().in());
        assertZero(converted.info().value().in());
        assertZero(protectedKey.value().in());
        assertZero(legacy.data());
    }

    /** A traditional key is copied into a PrivateKeyInfo, which is not part of the payload. */
    @Test
    void copyOfAKeyIsWipedWhereALaterValueIsMalformed() throws Exception {
        byte[] rsa = TestKeys.pair("RSA").getPrivate().getEncoded();
        byte[] traditional =
                OneAsymmetricKey.read(DerValue.of(rsa, "a key")).key().contentCopy();
        byte[] ec = TraditionalKeys.ec(TestKeys.pair("EC/secp256r1").getPrivate());
        byte[] dsa = TraditionalKeys.dsa(TestKeys.pair("DSA"));
        byte[] damaged = {Der.SEQUENCE, 3, 1, 1, 0};
        for (byte[] key : new byte[][] {traditional, ec, dsa}) {
            byte[] bundle = Arrays.copyOf(key, key.length + damaged.length);
            System.arraycopy(damaged, 0, bundle, key.length, damaged.length);
            assertWiped(bundle);
            assertWiped((new String(pem("PRIVATE KEY", "", key), StandardCharsets.US_ASCII) + "\n"
                            + new String(pem("CERTIFICATE", "", damaged), StandardCharsets.US_ASCII))
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void assertWiped(byte[] payload) {
        assertCopiesAreWiped(() -> assertThrows(MalformedEntryException.class, () -> Entries.parse(payload)));
    }

    /**
     * Asserts that all copies of a key are wiped, which are caught in the one method that writes PrivateKeyInfos: the
     * key that it is given, and what it returns.
     */
    private static void assertCopiesAreWiped(Executable call) {
        List<byte[]> copies = new ArrayList<>();
        try (MockedStatic<OneAsymmetricKey> infos =
                Mockito.mockStatic(OneAsymmetricKey.class, Mockito.CALLS_REAL_METHODS)) {
            infos.when(() -> OneAsymmetricKey.write(Mockito.any(), Mockito.any(), Mockito.any()))
                    .thenAnswer(written -> {
                        byte[] copy = (byte[]) written.callRealMethod();
                        copies.add(written.getArgument(1));
                        copies.add(copy);
                        return copy;
                    });
            assertDoesNotThrow(call);
        }
        assertEquals(2, copies.size());
        copies.forEach(WipingTest::assertZero);
    }

    @Test
    void callersBufferIsNeitherMovedNorChanged() throws Exception {
        byte[] payload = Entries.bytes(EntryEncoder.certificate(CHAIN[0], CREATED, Set.of()));
        ByteBuffer buffer = ByteBuffer.allocateDirect(payload.length + 20);
        buffer.position(10).put(payload).flip().position(10);

        try (StoredEntry entry = StoredEntry.parse(buffer.asReadOnlyBuffer(), "RAW")) {
            assertEquals(CHAIN[0], entry.chain()[0]);
        }

        StoredEntry.parse(buffer, "RAW").close();
        assertEquals(10, buffer.position());
        assertEquals(ByteBuffer.wrap(payload), buffer);
    }

    @Test
    void closedEntryGivesNothingMore() throws Exception {
        StoredEntry entry = Entries.parse("s3cr3t");
        entry.close();

        assertThrows(IllegalStateException.class, () -> entry.key(null));
        assertThrows(IllegalStateException.class, entry::chain);
        assertThrows(IllegalStateException.class, entry::digest);
        assertThrows(IllegalStateException.class, entry::created);
        assertThrows(IllegalStateException.class, entry::sealedKey);
        assertThrows(IllegalStateException.class, () -> entry.tag(new PayloadTags()));
    }

    private static StoredKey key(byte[] payload) throws Exception {
        EntryContents contents = EntryContents.read(payload, "RAW");
        new StoredEntry(payload, contents).close();
        return contents.key().orElseThrow();
    }

    private static byte[] pem(String label, String header, byte[] der) {
        return ("-----BEGIN " + label + "-----\n" + header + Base64.getEncoder().encodeToString(der) + "\n-----END "
                        + label + "-----")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertZero(byte[] bytes) {
        assertArrayEquals(new byte[bytes.length], bytes);
    }

    private static boolean isZero(ByteBuffer buffer) {
        boolean isZero = true;
        while (buffer.hasRemaining()) {
            isZero &= buffer.get() == 0;
        }
        return isZero;
    }
}
