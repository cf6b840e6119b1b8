package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlindingTest {
    private static final BigInteger NUMBER = BigInteger.valueOf(0x1234567);

    private final RSAPrivateCrtKey key =
            (RSAPrivateCrtKey) RsaPairs.ofBits(1024).getPrivate();
    private final BigInteger modulus = key.getModulus();

    private Blinding random() {
        return Blinding.random(modulus, key.getPublicExponent());
    }

    @Test
    void eachOneHidesTheNumberAnewAndTakesNothingFromTheResult() {
        BigInteger plain = NUMBER.modPow(key.getPrivateExponent(), modulus);
        Set<BigInteger> seen = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            for (Optional<Blinding> each = Optional.of(random());
                    each.isPresent();
                    each = each.get().next()) {
                BigInteger hidden = each.get().blind(NUMBER);

                assertEquals(plain, each.get().unblind(hidden.modPow(key.getPrivateExponent(), modulus)));
                assertTrue(seen.add(hidden), "the kernel never sees the same number twice");
            }
        }
        assertEquals(2 * 32, seen.size());
    }

    /** A third of all numbers below such a modulus has no inverse. */
    @Test
    void aModulusWithASmallFactorHasBlindings() {
        BigInteger weak = modulus.multiply(BigInteger.valueOf(3));
        for (int i = 0; i < 50; i++) {
            Blinding each = Blinding.random(weak, BigInteger.ONE);

            assertEquals(NUMBER, each.unblind(each.blind(NUMBER)));
        }
    }

    @Test
    void twoComputationsAtATimeShareNoFactor() {
        HeldRsaKey held =
                new HeldRsaKey(null, (RSAPublicKey) RsaPairs.ofBits(1024).getPublic());
        Blinding first = held.takeBlinding();
        held.keepBlinding(first);

        assertEquals(first, held.takeBlinding());
        assertNotEquals(first.blind(NUMBER), held.takeBlinding().blind(NUMBER));
    }
}
