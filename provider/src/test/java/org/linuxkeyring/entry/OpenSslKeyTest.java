package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;

/** Keys and certificates that openssl writes in each of its formats are read as what openssl was given. */
class OpenSslKeyTest {
    private static final String PASSWORD = "pä ss";

    /**
     * A file for the password; as an argument it would be encoded in the locale's encoding, which may lack such a
     * letter.
     */
    @TempDir
    static Path folder;

    private static Path passwordFile;

    @BeforeAll
    static void openSslIsInstalled() throws IOException {
        OpenSsl.assumeInstalled();
        passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA",
                "RSASSA-PSS",
                "EC/secp256r1",
                "EC/secp521r1",
                "Ed25519",
                "Ed448",
                "X25519",
                "X448",
                "DSA",
                "DH"
            })
    void keyInPemAndDerIsRead(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        byte[] der = pair.getPrivate().getEncoded();

        assertIs(pair.getPrivate(), OpenSsl.run(der, "pkcs8", "-topk8", "-nocrypt", "-inform", "DER"), null);
        assertIs(
                pair.getPrivate(),
                OpenSsl.run(der, "pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER"),
                null);
        assertIs(pair.getPrivate(), der, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC/secp256r1", "EC/secp384r1", "DSA"})
    void traditionalKeyIsRead(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        byte[] der = pair.getPrivate().getEncoded();

        byte[] pem = OpenSsl.run(der, "pkey", "-inform", "DER", "-traditional");

        assertTrue(new String(pem, StandardCharsets.US_ASCII)
                .contains("BEGIN " + algorithm.split("/")[0] + " PRIVATE KEY"));
        assertIs(pair.getPrivate(), pem, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC/secp256r1", "EC/secp521r1"})
    void traditionalKeyInDerIsRead(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);

        byte[] der = OpenSsl.run(
                pair.getPrivate().getEncoded(), "pkey", "-inform", "DER", "-traditional", "-outform", "DER");

        assertIs(pair.getPrivate(), der, null);
    }

    @Test
    void keyBehindItsParametersIsRead() throws Exception {
        String pem = OpenSsl.text(0, "ecparam", "-name", "prime256v1", "-genkey");

        assertTrue(pem.startsWith("-----BEGIN EC PARAMETERS"));
        PrivateKey expected = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(OpenSsl.run(
                        pem.getBytes(StandardCharsets.US_ASCII), "pkcs8", "-topk8", "-nocrypt", "-outform", "DER")));
        assertIs(expected, pem.getBytes(StandardCharsets.US_ASCII), null);
    }

    @ParameterizedTest
    @CsvSource({"RSA, -aes128", "RSA, -aes192", "RSA, -aes256", "RSA, -des3", "EC/secp256r1, -aes256", "DSA, -aes256"})
    void traditionalKeyThatIsEncryptedIsReadWithThePassword(String algorithm, String cipher) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        byte[] der = pair.getPrivate().getEncoded();

        byte[] pem =
                OpenSsl.run(der, "pkey", "-inform", "DER", "-traditional", cipher, "-passout", "file:" + passwordFile);

        assertTrue(new String(pem, StandardCharsets.US_ASCII).contains("Proc-Type: 4,ENCRYPTED"));
        assertIs(pair.getPrivate(), pem, PASSWORD);
    }

    static Stream<Arguments> encryptions() {
        return Stream.of(
                Arguments.of((Object) new String[] {"-scrypt"}),
                Arguments.of(
                        (Object) new String[] {"-scrypt", "-scrypt_N", "1024", "-scrypt_r", "4", "-scrypt_p", "3"}),
                Arguments.of((Object) new String[] {"-v2", "aes256"}),
                Arguments.of((Object) new String[] {"-v2", "aes-192-cbc"}),
                Arguments.of((Object) new String[] {"-v2", "aes-128-cbc", "-iter", "10000"}),
                Arguments.of((Object) new String[] {"-v2", "des3"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA1"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA224"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA256"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA384"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA512"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA512-224"}),
                Arguments.of((Object) new String[] {"-v2", "aes256", "-v2prf", "hmacWithSHA512-256"}),
                Arguments.of((Object) new String[] {"-v1", "PBE-SHA1-3DES"}),
                Arguments.of((Object) new String[] {"-v1", "PBE-SHA1-2DES"}),
                Arguments.of((Object)
                        new String[] {"-v1", "PBE-SHA1-RC2-128", "-provider", "legacy", "-provider", "default"}),
                Arguments.of((Object)
                        new String[] {"-v1", "PBE-SHA1-RC2-40", "-provider", "legacy", "-provider", "default"}));
    }

    @ParameterizedTest
    @MethodSource("encryptions")
    void encryptedKeyIsReadWithThePassword(String... encryption) throws Exception {
        PrivateKey key = TestKeys.pair("Ed25519").getPrivate();

        for (String form : new String[] {"PEM", "DER"}) {
            String[] topk8 = {"pkcs8", "-topk8", "-inform", "DER", "-outform", form, "-passout", "file:" + passwordFile
            };
            byte[] encrypted = OpenSsl.run(
                    key.getEncoded(),
                    Stream.of(topk8, encryption).flatMap(Stream::of).toArray(String[]::new));
            assertIs(key, encrypted, PASSWORD);
        }
    }

    @Test
    void certificateWithTrustSettingsIsRead() throws Exception {
        KeyPair pair = TestKeys.pair("Ed25519");
        X509Certificate certificate = TestKeys.certificate("CN=ca", pair, "CN=ca", pair.getPrivate());

        byte[] pem =
                OpenSsl.run(certificate.getEncoded(), "x509", "-inform", "DER", "-addtrust", "serverAuth", "-trustout");

        assertTrue(new String(pem, StandardCharsets.US_ASCII).contains("BEGIN TRUSTED CERTIFICATE"));
        try (StoredEntry entry = Entries.parse(pem)) {
            assertArrayEquals(new Certificate[] {certificate}, entry.chain());
        }
    }

    private static void assertIs(PrivateKey expected, byte[] payload, String password) throws Exception {
        try (StoredEntry entry = Entries.parse(payload)) {
            boolean isDer = payload[0] == Der.SEQUENCE;
            assertEquals(password != null, entry.isProtected());
            // An encrypted key in DER does not show that it is a private one; in PEM the label does.
            assertEquals(
                    isDer && password != null ? StoredEntry.Kind.SECRET_KEY : StoredEntry.Kind.PRIVATE_KEY,
                    entry.kind());
            assertEquals(0, entry.chain().length);
            if (password != null) {
                Exception missing = assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));
                assertTrue(missing.getMessage().contains("none was given"), missing.getMessage());
                Exception wrong = assertThrows(UnrecoverableKeyException.class, () -> entry.key("wrong".toCharArray()));
                assertTrue(wrong.getMessage().contains("not the one"), wrong.getMessage());
                assertFalse(wrong.getMessage().contains("wrong"));
            }
            PrivateKey key =
                    assertInstanceOf(PrivateKey.class, entry.key(password == null ? null : password.toCharArray()));
            if (expected instanceof ECPrivateKey ec) {
                // The encodings differ in optional parts: the curve repeated, and the public key.
                assertEquals(ec.getS(), ((ECPrivateKey) key).getS());
                assertEquals(
                        ec.getParams().toString(),
                        ((ECPrivateKey) key).getParams().toString());
            } else {
                assertEquals(expected, key);
            }
        }
    }
}
