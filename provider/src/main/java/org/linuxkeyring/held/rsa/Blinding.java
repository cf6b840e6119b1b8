package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A random factor that hides a number from arithmetic whose time depends on the number: the input is multiplied by it,
 * and the result by its inverse (Kocher, 1996). It is used for one computation only.
 *
 * <p>An inversion takes as long as dozens of multiplications. So the next blinding is made by squaring both factors, as
 * in OpenSSL (crypto/bn/bn_blind.c, BN_BLINDING_update), and after some computations from new randomness.
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

    /** Returns one from new randomness, for the private operation that belongs to this public exponent. */
    static Blinding random(BigInteger modulus, BigInteger publicExponent) {
        BigInteger random = invertible(modulus);
        return new Blinding(
                modulus, random.modPow(publicExponent, modulus), random.modInverse(modulus), COMPUTATIONS - 1);
    }

    /** Returns a number that has an inverse: one that shares no factor with the modulus, which may have small ones. */
    private static BigInteger invertible(BigInteger modulus) {
        BigInteger number;
        do {
            number = new BigInteger(modulus.bitLength(), RANDOM);
        } while (number.compareTo(modulus) >= 0 || !number.gcd(modulus).equals(BigInteger.ONE));
        return number;
    }

    /** Returns the input in place of the number. */
    BigInteger blind(BigInteger number) {
        return product(number, factor);
    }

    /** Returns the result for the number from the result for the input. */
    BigInteger unblind(BigInteger result) {
        return product(result, inverse);
    }

    /** Returns the one for the next computation; empty where that needs new randomness. */
    Optional<Blinding> next() {
        return left == 0
                ? Optional.empty()
                : Optional.of(new Blinding(modulus, product(factor, factor), product(inverse, inverse), left - 1));
    }

    private BigInteger product(BigInteger one, BigInteger other) {
        return one.multiply(other).mod(modulus);
    }
}
