package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.pem.PemBlocks;

/** The label and the content of a PEM block may differ, as OpenSSL accepts it. */
class PemLabelTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final List<String> LABELS =
            List.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY");

    private record Content(String name, PrivateKey key, byte[] der) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Content> contents() throws Exception {
        List<Content> contents = new ArrayList<>();
        for (String algorithm : List.of("RSA", "EC/secp256r1", "DSA", "Ed25519")) {
            PrivateKey key = TestKeys.pair(algorithm).getPrivate();
            contents.add(new Content(algorithm + " in PKCS #8", key, key.getEncoded()));
            contents.add(new Content(
                    algorithm + " in encrypted PKCS #8", key, EncryptedKey.encrypt(key.getEncoded(), PASSWORD)));
        }
        contents.add(new Content("RSAPrivateKey", TestKeys.pair("RSA").getPrivate(), rsa()));
        contents.add(new Content("ECPrivateKey", TestKeys.pair("EC/secp256r1").getPrivate(), ec()));
        contents.add(new Content(
                "DSAPrivateKey", TestKeys.pair("DSA").getPrivate(), TraditionalKeys.dsa(TestKeys.pair("DSA"))));
        return contents;
    }

    private static byte[] rsa() throws Exception {
        return OneAsymmetricKey.read(
                        DerValue.of(TestKeys.pair("RSA").getPrivate().getEncoded(), "a key"))
                .key()
                .contentCopy();
    }

    private static byte[] ec() throws Exception {
        return TraditionalKeys.ec(TestKeys.pair("EC/secp256r1").getPrivate());
    }

    /**
     * The results are those of {@code openssl pkey -in} of OpenSSL 3.0, which {@link #openSslReadsTheSame} checks
     * again.
     */
    private static boolean isRead(String label, Content content) {
        return content.name().contains("PKCS #8")
                || label.equals("PRIVATE KEY")
                || label.equals("ENCRYPTED PRIVATE KEY")
                || label.startsWith(content.key().getAlgorithm());
    }

    /** If the key were skipped, its certificate would be read as a trusted one. */
    @ParameterizedTest
    @MethodSource("contents")
    void keyUnderALabelOfAnotherKindIsRefused(Content content) throws Exception {
        String certificate = PemBlocks.pem(TestKeys.chain(TestKeys.pair("RSA"))[0]);
        for (String label : List.of("SECRET", "EC PARAMETERS", "PUBLIC KEY")) {
            String pem = PemBlocks.pem(label, content.der());
            assertThrows(MalformedEntryException.class, () -> Entries.parse(pem + certificate), label);
            assertThrows(MalformedEntryException.class, () -> Entries.parse(certificate + pem), label);
        }
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentIsReadUnderEachLabelThatOpenSslReadsItUnder(Content content) throws Exception {
        for (String label : LABELS) {
            String pem = PemBlocks.pem(label, content.der());
            if (isRead(label, content)) {
                try (StoredEntry entry = Entries.parse(pem)) {
                    assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind(), label);
                    assertSame(content.key(), entry.key(PASSWORD), label);
                }
            } else {
                assertThrows(MalformedEntryException.class, () -> Entries.parse(pem), label);
            }
        }
    }

    @Test
    void openSslReadsTheSame(@TempDir Path folder) throws Exception {
        OpenSsl.assumeInstalled();
        Map<String, Boolean> expected = new LinkedHashMap<>();
        Map<String, Boolean> actual = new LinkedHashMap<>();
        for (Content content : contents()) {
            for (String label : LABELS) {
                String name = content + " as " + label;
                expected.put(name, isRead(label, content));
                actual.put(
                        name,
                        isReadByOpenSsl(
                                Files.writeString(folder.resolve("key.pem"), PemBlocks.pem(label, content.der()))));
            }
        }

        assertEquals(expected, actual);
    }

    private static boolean isReadByOpenSsl(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("openssl", "pkey", "-in", file.toString(), "-noout", "-passin", "pass:secret")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentIsReadInDerAsWell(Content content) throws Exception {
        try (StoredEntry entry = Entries.parse(content.der())) {
            assertSame(content.key(), entry.key(PASSWORD), "in DER");
        }
    }

    static Stream<String> labelsOfCertificates() {
        return Stream.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
    }

    @ParameterizedTest
    @MethodSource("labelsOfCertificates")
    void keyUnderACertificatesLabelIsMalformed(String label) throws Exception {
        for (Content content : contents()) {
            assertThrows(
                    MalformedEntryException.class,
                    () -> Entries.parse(PemBlocks.pem(label, content.der())),
                    content::name);
        }
    }

    @Test
    void keyEncryptedAsAPemBlockIsReadUnderEachLabel(@TempDir Path folder) throws Exception {
        OpenSsl.assumeInstalled();
        Path file = Files.writeString(folder.resolve("key.pem"), PemBlocks.pem("EC PRIVATE KEY", ec()));
        String pem = new String(
                OpenSsl.run(new byte[0], "ec", "-in", file.toString(), "-aes128", "-passout", "pass:secret"),
                StandardCharsets.US_ASCII);

        for (String label : LABELS) {
            if (label.startsWith("RSA") || label.startsWith("DSA")) {
                continue;
            }
            try (StoredEntry entry = Entries.parse(pem.replace("EC PRIVATE KEY", label))) {
                assertSame(TestKeys.pair("EC/secp256r1").getPrivate(), entry.key(PASSWORD), label);
            }
        }
    }

    /** Compares keys by value, because an EC key may also contain its curve, which makes another encoding. */
    private static void assertSame(PrivateKey expected, Key actual, String label) {
        if (expected instanceof ECPrivateKey key) {
            assertEquals(key.getS(), ((ECPrivateKey) actual).getS(), label);
        } else {
            assertEquals(expected, actual, label);
        }
    }
}
