package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;

/** Entries whose key is encrypted under a password. */
class PasswordProtectionTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final Certificate[] CHAIN = TestKeys.chain(PAIR);

    @Test
    void wrongPasswordIsSaidToBeWrong() throws Exception {
        try (StoredEntry entry = protectedEntry()) {
            for (int i = 0; i < 8; i++) {
                char[] wrong = ("wrong" + i).toCharArray();
                Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(wrong));
                assertTrue(e.getMessage().contains("not the one"), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    void missingPasswordIsSaidToBeMissing(char[] password) throws Exception {
        try (StoredEntry entry = protectedEntry()) {
            Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(password));
            assertTrue(e.getMessage().contains("none was given"), e.getMessage());
        }
    }

    @Test
    void certificatesOfAProtectedEntryNeedNoPassword() throws Exception {
        try (StoredEntry entry = protectedEntry()) {
            assertArrayEquals(CHAIN, entry.chain());
        }
    }

    @Test
    void decryptedContentThatIsNoKeyIsTakenForAWrongPassword() throws Exception {
        byte[] payload = EncryptedKey.encrypt(new byte[] {1, 2, 3}, PASSWORD);

        assertThrows(
                UnrecoverableKeyException.class, () -> Entries.parse(payload).key(PASSWORD));
    }

    @Test
    void secretKeyWithCertificatesIsNoPrivateKeyEntry() throws Exception {
        byte[] info = SecretKeyInfo.encode(new SecretKeySpec(new byte[16], "AES"));
        byte[] encrypted = EncryptedKey.encrypt(info, PASSWORD);
        byte[] payload = Entries.bytes(EntryEncoder.protectedKey(encrypted, CHAIN, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(PASSWORD));
            assertTrue(e.getMessage().contains("secret key"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PBEWithHmacSHA1AndAES_128, 1.2.840.113549.1.5.13",
        "PBEWithHmacSHA256AndAES_256, 1.2.840.113549.1.5.13",
        "PBEWithHmacSHA512AndAES_256, 1.2.840.113549.1.5.13",
        "PBEWithSHA1AndDESede, 1.2.840.113549.1.12.1.3",
        "PBEWithSHA1AndRC2_40, 1.2.840.113549.1.12.1.6"
    })
    void keyThatTheJdkEncryptedIsStoredAndRead(String algorithm, String oid) throws Exception {
        byte[] encrypted = TestKeys.encrypted(PAIR.getPrivate(), PASSWORD, algorithm, oid);

        byte[] payload = Entries.bytes(EntryEncoder.protectedKey(encrypted, CHAIN, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertEquals(PAIR.getPrivate(), entry.key(PASSWORD));
            assertArrayEquals(CHAIN, entry.chain());
        }
    }

    @Test
    void protectedKeyWithoutChainIsTakenForASecretKeyUntilItIsDecoded() throws Exception {
        byte[] encrypted = EncryptedKey.encrypt(PAIR.getPrivate().getEncoded(), PASSWORD);
        byte[] payload = Entries.bytes(EntryEncoder.protectedKey(encrypted, null, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertInstanceOf(PrivateKey.class, entry.key(PASSWORD));
        }
    }

    private static StoredEntry protectedEntry() throws Exception {
        return Entries.parse(
                Entries.bytes(EntryEncoder.privateKey(PAIR.getPrivate(), PASSWORD, CHAIN, CREATED, Set.of())));
    }
}
