package org.linuxkeyring.entry.pbe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of what an entry may ask for, on either side of each; nothing is derived. */
class KeyDerivationTest {
    private static ScryptParams scrypt(int n, int r, int p) {
        return new ScryptParams(new byte[16], n, r, p);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2_048, 1_500_000})
    void iterationsUpToTheLimitAreAccepted(int iterations) throws Exception {
        assertEquals(iterations, KeyDerivation.iterations(BigInteger.valueOf(iterations)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1_500_001, Long.MAX_VALUE})
    void iterationsBeyondAreNot(long iterations) {
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> KeyDerivation.iterations(BigInteger.valueOf(iterations)));
    }

    @Test
    void hugeNumbersAreToldBriefly() {
        assertEquals("9223372036854775807", KeyDerivation.briefly(BigInteger.valueOf(Long.MAX_VALUE)));
        assertEquals("2^63 or more", KeyDerivation.briefly(BigInteger.ONE.shiftLeft(63)));
        assertEquals("2^4000 or more", KeyDerivation.briefly(BigInteger.ONE.shiftLeft(4_000)));
    }

    @Test
    void aKeyLengthIsTheCiphersOrLeftOut() throws Exception {
        KeyDerivation.requireKeySize(null, 32);
        KeyDerivation.requireKeySize(BigInteger.valueOf(32), 32);
        Exception refused = assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> KeyDerivation.requireKeySize(BigInteger.valueOf(16), 32));
        assertTrue(refused.getMessage().contains("16 bytes for a cipher that takes 32"), refused.getMessage());
    }

    /** N*r*p, N*r and r*p at their limits, and N for the smallest r (RFC 7914 section 2). */
    @ParameterizedTest
    @CsvSource({"16384, 8, 8", "65536, 8, 1", "2, 512, 1", "2, 1, 512", "32768, 1, 1", "131072, 2, 1"})
    void scryptUpToTheLimitsIsAccepted(int n, int r, int p) throws Exception {
        Scrypt read = Scrypt.read(scrypt(n, r, p), 32);
        assertEquals(n, read.n());
        assertEquals(r, read.r());
        assertEquals(p, read.p());
    }

    @ParameterizedTest
    @CsvSource({
        "16384, 8, 9, is accepted",
        "131072, 8, 1, is accepted",
        "2, 513, 1, is accepted",
        "2, 1, 513, is accepted",
        "65536, 1, 1, too large for r",
        "1, 1, 1, power of two",
        "3, 1, 1, power of two",
        "2, 0, 1, positive",
        "2, 1, 0, positive"
    })
    void scryptBeyondIsNot(int n, int r, int p, String why) {
        Exception refused =
                assertThrows(InvalidAlgorithmParameterException.class, () -> Scrypt.read(scrypt(n, r, p), 32));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
