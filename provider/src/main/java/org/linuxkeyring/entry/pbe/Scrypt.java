package org.linuxkeyring.entry.pbe;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
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
    /** The cost of RFC 7914 section 2 and of OpenSSL's pkcs8 -scrypt: 16 MiB and some 50 ms. */
    private static final int WRITTEN_N = 1 << 14;

    private static final int WRITTEN_R = 8;
    private static final int WRITTEN_P = 1;

    /** The most work that is accepted, as N * r * p: half a second. */
    private static final long MOST_WORK = 1 << 20;

    /** The most memory that is accepted, as N * r: 64 MiB, twice what OpenSSL takes. */
    private static final long MOST_MEMORY = 1 << 19;

    /** The most blocks that are accepted, as r * p: more than anyone advises, and what Bouncy Castle's memory suits. */
    private static final long MOST_BLOCKS = 512;

    /** Returns the derivation that is written. */
    static KeyDerivationFunc function(byte[] salt) {
        return new KeyDerivationFunc(
                MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, WRITTEN_N, WRITTEN_R, WRITTEN_P));
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
