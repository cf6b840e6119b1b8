package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.TestKeys.encodedCertificate;
import static org.linuxkeyring.entry.TraditionalKeys.number;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.key.KeyAlgorithms;
import org.linuxkeyring.entry.key.OneAsymmetricKey;
import org.linuxkeyring.entry.pem.PemBlocks;

/** The limits of docs/FORMAT.md on the sizes of keys, and on the signatures that find the certificate of a key. */
class KeySizeBudgetTest {
    /**
     * The time that no test reaches: the computation that is avoided takes 15 seconds, and the others take
     * milliseconds, on a busy machine too.
     */
    private static final Duration LONG_FOR_NOTHING = Duration.ofSeconds(10);

    private static final byte[] VERSION = {Der.INTEGER, 1, 0};

    static Stream<Arguments> oversizedKeys() {
        byte[] half = number(11_000 * 8);
        byte[] small = number(256);
        return Stream.of(
                Arguments.of("DSA", info(KeyAlgorithms.DSA, Der.value(Der.SEQUENCE, half, small, half), small)),
                Arguments.of(
                        "DSA",
                        info(KeyAlgorithms.DSA, Der.value(Der.SEQUENCE, number(4096), number(4096), small), small)),
                Arguments.of(
                        "DSA", info(KeyAlgorithms.DSA, Der.value(Der.SEQUENCE, number(4105), small, small), small)),
                Arguments.of("DH", info(KeyAlgorithms.DH, Der.value(Der.SEQUENCE, half, small), small)),
                Arguments.of("DH", info(KeyAlgorithms.X942_DH, Der.value(Der.SEQUENCE, half, small, small), small)),
                Arguments.of("RSA", info(KeyAlgorithms.RSA, new byte[] {5, 0}, Der.value(Der.SEQUENCE, VERSION, half))),
                Arguments.of(
                        "RSA",
                        info(KeyAlgorithms.RSA, new byte[] {5, 0}, Der.value(Der.SEQUENCE, VERSION, number(16_400)))),
                Arguments.of(
                        "EC",
                        info(
                                KeyAlgorithms.EC,
                                Der.value(Der.SEQUENCE, VERSION, Der.value(Der.SEQUENCE, half)),
                                Der.value(Der.SEQUENCE, VERSION))));
    }

    @ParameterizedTest
    @MethodSource("oversizedKeys")
    void keyWithNumbersThatAreTooLargeIsRefused(String algorithm, byte[] key) throws Exception {
        KeyPair ed25519 = TestKeys.pair("Ed25519");
        X509Certificate one = TestKeys.certificate("CN=one", ed25519, "CN=one", ed25519.getPrivate());
        X509Certificate two = TestKeys.certificate("CN=two", ed25519, "CN=two", ed25519.getPrivate());
        try (StoredEntry entry =
                Entries.parse(PemBlocks.pem("PRIVATE KEY", key) + PemBlocks.pem(one) + PemBlocks.pem(two))) {
            Exception e = assertThrows(UnrecoverableKeyException.class, () -> entry.key(null));

            assertTrue(e.getMessage().contains("numbers of " + algorithm + " keys have at most"), e.getMessage());
            assertEquals(1, entry.chain().length);
        }
    }

    @Test
    void certificateOfAKeyThatIsTooLargeIsRefused() throws Exception {
        byte[] algorithm = Der.value(
                Der.SEQUENCE,
                Der.objectIdentifier(KeyAlgorithms.DSA),
                Der.value(Der.SEQUENCE, number(88_000), number(256), number(88_000)));
        byte[] certificate = encodedCertificate(algorithm, number(88_000));

        try (StoredEntry entry = Entries.parse(certificate)) {
            Exception e = assertThrows(CertificateException.class, entry::chain);
            assertTrue(e.getMessage().contains("at most 4096 bits"), e.getMessage());
        }
    }

    /**
     * The chain has two certificates of one name, so that the key has to decide, and a key of the size that took 15
     * seconds.
     */
    @Test
    void chainOfAHugeDsaKeyIsToldWithoutAComputation() throws Exception {
        byte[] parameters = Der.value(Der.SEQUENCE, number(88_000), number(80_000), number(88_000));
        byte[] algorithm = Der.value(Der.SEQUENCE, Der.objectIdentifier(KeyAlgorithms.DSA), parameters);
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        bundle.writeBytes(info(KeyAlgorithms.DSA, parameters, number(80_000)));
        bundle.writeBytes(encodedCertificate(algorithm, number(88_000)));
        bundle.writeBytes(encodedCertificate(algorithm, number(87_000)));

        try (StoredEntry entry = Entries.parse(bundle.toByteArray())) {
            assertTimeout(LONG_FOR_NOTHING, () -> assertThrows(CertificateException.class, entry::chain));
        }
    }

    @Test
    void manyCertificatesThatOnlyTheKeyTellsApartAreTriedInBounds() throws Exception {
        KeyPair pair = TestKeys.newPair("DSA");
        StringBuilder text =
                new StringBuilder(PemBlocks.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        byte[] certificate = TestKeys.certificate(
                        "CN=a", pair, "CN=root", TestKeys.pair("EC/secp256r1").getPrivate())
                .getEncoded();
        for (int i = 0; i < EntryContents.MOST_CERTIFICATES; i++) {
            byte[] other = certificate.clone();
            byte[] y = pair.getPublic().getEncoded();
            int last = indexOf(other, y) + y.length;
            other[last - 1] ^= (byte) (1 + i % 100);
            other[last - 2] ^= (byte) (i / 100);
            text.append(PemBlocks.pem("CERTIFICATE", other));
        }

        try (StoredEntry entry = Entries.parse(text.toString())) {
            assertEquals(1, entry.chain().length);
        }
    }

    private static byte[] info(String algorithm, byte[] parameters, byte[] key) {
        return OneAsymmetricKey.write(
                Der.value(Der.SEQUENCE, Der.objectIdentifier(algorithm), parameters), key, new byte[0]);
    }

    private static int indexOf(byte[] in, byte[] part) {
        for (int i = 0; i <= in.length - part.length; i++) {
            if (Arrays.equals(in, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
