package org.linuxkeyring.entry.key;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** The limits of docs/FORMAT.md section 2.4 on the numbers of keys, on either side of each. */
class KeySizesTest {
    private static final byte[] ZERO = {Der.INTEGER, 1, 0};

    private static byte[] number(int bits) {
        return Der.value(Der.INTEGER, BigInteger.ONE.shiftLeft(bits - 1).toByteArray());
    }

    private static void requirePrivate(String algorithm, byte[]... parameters) {
        byte[] identifier =
                Der.value(Der.SEQUENCE, Der.objectIdentifier(algorithm), Der.value(Der.SEQUENCE, parameters));
        KeySizes.requirePrivate(PlainKey.of(OneAsymmetricKey.write(identifier, ZERO, new byte[0]))
                .info());
    }

    private static void requirePublic(String algorithm, byte[] key) {
        DerValue identifier = DerValue.of(Der.value(Der.SEQUENCE, Der.objectIdentifier(algorithm)), "an algorithm");
        DerValue bits = DerValue.of(Der.value(Der.BIT_STRING, new byte[1], key), "a key");
        KeySizes.requirePublic(
                new EncodedCertificate(bits, bits, bits, identifier, DerValue.objectIdentifier(algorithm), bits));
    }

    /** A number is measured in octets, so the first that is refused has eight bits more. */
    @ParameterizedTest
    @CsvSource({
        KeyAlgorithms.RSA + ", 16384",
        KeyAlgorithms.RSASSA_PSS + ", 16384",
        KeyAlgorithms.DSA + ", 4096",
        KeyAlgorithms.DH + ", 8192",
        KeyAlgorithms.X942_DH + ", 8192",
        KeyAlgorithms.EC + ", 2048"
    })
    void numbersUpToTheLimitAreAccepted(String algorithm, int bits) {
        requirePrivate(algorithm, number(bits));

        String told = assertThrows(MalformedEntryException.class, () -> requirePrivate(algorithm, number(bits + 8)))
                .getMessage();
        assertTrue(told.contains("at most " + bits + " bits here"), told);
        assertTrue(told.endsWith("this one has " + (bits + 8) + " or more"), told);
    }

    @Test
    void theSecondParameterOfDsaHasALimitOfItsOwn() {
        requirePrivate(KeyAlgorithms.DSA, number(4096), number(256), number(4096));
        assertThrows(
                MalformedEntryException.class,
                () -> requirePrivate(KeyAlgorithms.DSA, number(4096), number(264), number(4096)));
    }

    /** X9.62 has the coefficients of a curve and its points in octet strings. */
    @Test
    void octetStringsOfACurveAreNumbersAndOtherValuesAreNot() {
        requirePrivate(KeyAlgorithms.EC, Der.value(Der.SEQUENCE, Der.value(Der.OCTET_STRING, new byte[257])));
        assertThrows(
                MalformedEntryException.class,
                () -> requirePrivate(
                        KeyAlgorithms.EC, Der.value(Der.SEQUENCE, Der.value(Der.OCTET_STRING, new byte[258]))));
        requirePrivate(KeyAlgorithms.EC, Der.value(Der.SEQUENCE, Der.value(Der.BIT_STRING, new byte[300])));
    }

    @Test
    void publicKeyOfAnyLengthIsReadBehindTheOctetOfItsUnusedBits() {
        for (int bits = 8; bits <= 2048; bits += 8) {
            byte[] key = number(bits);
            assertDoesNotThrow(() -> requirePublic(KeyAlgorithms.RSA, key));
        }
        assertThrows(MalformedEntryException.class, () -> requirePublic(KeyAlgorithms.RSA, number(16_392)));
    }
}
