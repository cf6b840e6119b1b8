package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Hides a number from arithmetic whose time depends on it: a random factor, which what goes in is multiplied by, and
 * its inverse, for what comes out (Kocher, 1996). For one computation only.
 *
 * <p>To invert takes as long as dozens of multiplications, so the next one is made by squaring both halves, as in
 * OpenSSL (crypto/bn/bn_blind.c, BN_BLINDING_update), and after some computations from new randomness.
 */
final class Blinding {
    private static final int COMPUTATIONS = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final BigInteger modulus;
    private final BigInteger factor;
    private final BigInteger inverse;
    private final int left;

    private Blinding(BigInteger modulus, BigInteger factor, BigInteger inverse, int left) {
        this.modulus = modulus;
        this.factor = factor;
        this.inverse = inverse;
        this.left = left;
    }

    /** From new randomness, for the private operation that goes with this exponent. */
    static Blinding random(BigInteger modulus, BigInteger publicExponent) {
        BigInteger random = invertible(modulus);
        return new Blinding(
                modulus, random.modPow(publicExponent, modulus), random.modInverse(modulus), COMPUTATIONS - 1);
    }

    /**
     * A number that has an inverse, as all have but the multiples of the primes: to meet one of those is to have
     * factored the modulus.
     */
    private static BigInteger invertible(BigInteger modulus) {
        BigInteger number;
        do {
            number = new BigInteger(modulus.bitLength(), RANDOM);
        } while (number.signum() == 0 || number.compareTo(modulus) >= 0);
        return number;
    }

    BigInteger blind(BigInteger number) {
        return product(number, factor);
    }

    BigInteger unblind(BigInteger result) {
        return product(result, inverse);
    }

    /** For the next computation; empty where that takes new randomness. */
    Optional<Blinding> next() {
        return left == 0
                ? Optional.empty()
                : Optional.of(new Blinding(modulus, product(factor, factor), product(inverse, inverse), left - 1));
    }

    private BigInteger product(BigInteger one, BigInteger other) {
        return one.multiply(other).mod(modulus);
    }
}
