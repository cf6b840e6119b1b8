package org.linuxkeyring.entry.pbe;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.Security;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914).
 *
 * @param n the cost, a power of two
 * @param r the block size, in units of 128 bytes
 * @param p the parallelization
 */
record Scrypt(byte[] salt, int n, int r, int p) implements KeyDerivation {
    /** The system or security property with the cost of what is written. */
    private static final String COST = "linuxkeyring.scrypt.cost";

    /** The cost of RFC 7914 section 2 and of OpenSSL's pkcs8 -scrypt: 16 MiB and some 50 ms. */
    private static final int DEFAULT_N = 1 << 14;

    private static final int LEAST_WRITTEN_N = 1 << 10;

    /** The most that is read with a block size of 8. */
    private static final int MOST_WRITTEN_N = 1 << 16;

    private static final int WRITTEN_R = 8;
    private static final int WRITTEN_P = 1;

    /** The most work that is accepted, as N * r * p: half a second. */
    private static final long MOST_WORK = 1 << 20;

    /** The most memory that is accepted, as N * r: 64 MiB, twice what OpenSSL takes. */
    private static final long MOST_MEMORY = 1 << 19;

    /** The most blocks that are accepted, as r * p: more than anyone advises, and what Bouncy Castle's memory suits. */
    private static final long MOST_BLOCKS = 512;

    /**
     * Returns the derivation that is written.
     *
     * @throws InvalidAlgorithmParameterException if the property asks for a cost that is not written
     */
    static KeyDerivationFunc function(byte[] salt) throws InvalidAlgorithmParameterException {
        return new KeyDerivationFunc(
                MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, writtenN(), WRITTEN_R, WRITTEN_P));
    }

    private static int writtenN() throws InvalidAlgorithmParameterException {
        String value = System.getProperty(COST, Security.getProperty(COST));
        if (value == null || value.isBlank()) {
            return DEFAULT_N;
        }
        for (int n = LEAST_WRITTEN_N; n <= MOST_WRITTEN_N; n *= 2) {
            if (value.strip().equals(Integer.toString(n))) {
                return n;
            }
        }
        throw new InvalidAlgorithmParameterException("The property " + COST + " is '" + value
                + "': it has to be a power of two from " + LEAST_WRITTEN_N + " to " + MOST_WRITTEN_N);
    }

    /**
     * Returns the derivation that an entry asks for, if its parameters make sense and cost no more than is accepted.
     */
    static Scrypt read(ASN1Encodable parameters, int keySize) throws InvalidAlgorithmParameterException {
        ScryptParams params = ScryptParams.getInstance(parameters);
        BigInteger n = params.getCostParameter();
        BigInteger r = params.getBlockSize();
        BigInteger p = params.getParallelizationParameter();
        KeyDerivation.requireKeySize(params.getKeyLength(), keySize);
        if (n.compareTo(BigInteger.ONE) <= 0 || n.bitCount() != 1 || r.signum() <= 0 || p.signum() <= 0) {
            throw new InvalidAlgorithmParameterException("The key's password protection has scrypt parameters that"
                    + " make no sense: N has to be a power of two, r and p positive");
        }
        if (exceeds(n.multiply(r).multiply(p), MOST_WORK)
                || exceeds(n.multiply(r), MOST_MEMORY)
                || exceeds(r.multiply(p), MOST_BLOCKS)) {
            throw new InvalidAlgorithmParameterException("The key's password protection takes scrypt with N="
                    + KeyDerivation.briefly(n) + ", r=" + KeyDerivation.briefly(r) + ", p=" + KeyDerivation.briefly(p)
                    + "; up to N*r*p=" + MOST_WORK + ", N*r=" + MOST_MEMORY + " and r*p=" + MOST_BLOCKS
                    + " is accepted");
        }
        // RFC 7914 section 2: N < 2^(128 * r / 8). Above r = 1 the limit on the work is the stricter one.
        if (n.bitLength() > 16 * r.min(BigInteger.TWO).intValueExact()) {
            throw new InvalidAlgorithmParameterException(
                    "The key's password protection has scrypt parameters that make no sense: N is too large for r");
        }
        return new Scrypt(params.getSalt(), n.intValueExact(), r.intValueExact(), p.intValueExact());
    }

    private static boolean exceeds(BigInteger number, long most) {
        return number.compareTo(BigInteger.valueOf(most)) > 0;
    }

    @Override
    public byte[] derive(byte[] password, int length) {
        return SCrypt.generate(password, salt, n, r, p, length);
    }
}
