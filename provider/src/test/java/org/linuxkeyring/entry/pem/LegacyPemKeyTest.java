package org.linuxkeyring.entry.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.StoredEntry;

/** Keys as {@code openssl ec -aes-256-cbc} and {@code -des3} wrote them, both the same one under the same password. */
class LegacyPemKeyTest {
    private static final String KEY = """
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggWHd6gMSQu0cSIxM
            JIfkjGUHMM9heBuhFPRayL+c1jWhRANCAASfcdEAIzYf6Q/cQtmw0z8fcHg5m7Ew
            Suo7dfDgjJTsoxcjnyty0pagTuQ8MZyjjIAis9va9dWp956GdOkJ/Jr4
            """;

    private static final String AES = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,E508F3E73FFD293DA6F435F82806DB62

            O7w6egyO7mx9FNrRW5rh7mR4blk92oAkKFTkM9P7bdv9WDQuFkIpBaoVL/veGxXX
            X9/0rBNGBpSUHOQtDbH+Bi0zSxCVTsERalWws0ZYuCh3pBJbuAwwyBXZgZIUKKC/
            2oFAnfCJMexddG3Dtrxd44SwdpWiCb64uY3lZcpUNug=
            -----END EC PRIVATE KEY-----
            """;

    private static final String TRIPLE_DES = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: DES-EDE3-CBC,7D40F6689DCB9CFA

            BGJ4sP791/vQovD8cEzulvx9n7NHachUNPs/v6D+a7T+MQ0bhZFdiCUsdtRw3AK1
            PEfGc6BIVKUTieIa7n3Z7OuFsOq6J6jiVlClC9V48pYyqtDhBwEm2JeGmCKJApAW
            2L6L7eQtZRf8//afCGVq57VBDvvFPyCglb8+DIS1M88=
            -----END EC PRIVATE KEY-----
            """;

    private static Key key(String text, String password) throws Exception {
        try (StoredEntry entry = Entries.parse(text)) {
            return entry.key(password.toCharArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {AES, TRIPLE_DES})
    void keyIsReadWithItsPassword(String text) throws Exception {
        ECPrivateKey expected = (ECPrivateKey) KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(KEY)));

        try (StoredEntry entry = Entries.parse(text)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertTrue(entry.isProtected());
            entry.requireKnownProtection();
        }
        for (String each : new String[] {text, text.replace("\n", "\r\n")}) {
            assertEquals(expected.getS(), ((ECPrivateKey) key(each, "secret")).getS());
        }
    }

    @Test
    void wrongAndMissingPasswordsAreTold() {
        String wrong = assertThrows(UnrecoverableKeyException.class, () -> key(AES, "other"))
                .getMessage();
        assertTrue(wrong.contains("not the one"), wrong);
        String missing = assertThrows(UnrecoverableKeyException.class, () -> key(AES, ""))
                .getMessage();
        assertTrue(missing.contains("none was given"), missing);
    }

    /** One wrong password in 256 leaves what looks like padding. */
    @Test
    void decryptedContentThatIsNoKeyIsTakenForAWrongPassword() throws Exception {
        char[] password = "secret".toCharArray();
        PEMEncryptor encryptor = new JcePEMEncryptorBuilder("AES-256-CBC")
                .setProvider(new BouncyCastleProvider())
                .build(password);
        LegacyPemKey noKey = new LegacyPemKey(
                "EC PRIVATE KEY", encryptor.getAlgorithm(), encryptor.getIV(), encryptor.encrypt(new byte[] {1, 2, 3}));

        String told = assertThrows(UnrecoverableKeyException.class, () -> noKey.decode(password))
                .getMessage();
        assertTrue(told.contains("not the one"), told);
    }

    @Test
    void otherCiphersAreRefusedNamingThoseThatAreRead() {
        String text = AES.replace("AES-256-CBC", "CAMELLIA-256-CBC");

        String told = assertThrows(NoSuchAlgorithmException.class, () -> key(text, "secret"))
                .getMessage();
        assertTrue(told.contains("AES-128-CBC, AES-192-CBC, AES-256-CBC, DES-CBC, DES-EDE3-CBC"), told);
        assertThrows(NoSuchAlgorithmException.class, () -> Entries.parse(text).requireKnownProtection());
    }

    @Test
    void blockOfAnotherProcTypeIsNotEncrypted() throws Exception {
        String text = "-----BEGIN PRIVATE KEY-----\nProc-Type: 4,CLEAR\n\n" + KEY + "-----END PRIVATE KEY-----\n";

        try (StoredEntry entry = Entries.parse(text)) {
            assertFalse(entry.isProtected());
            assertEquals("EC", entry.key(null).getAlgorithm());
        }
    }
}
