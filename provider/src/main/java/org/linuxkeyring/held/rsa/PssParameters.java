package org.linuxkeyring.held.rsa;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Parameters of RSASSA-PSS (RFC 8017, appendix A.2.3), as far as the JDK's provider takes them, and with its refusals.
 *
 * @param spec as given
 * @param digest of the message
 * @param maskDigest of MGF1
 */
record PssParameters(PSSParameterSpec spec, DigestAlgorithm digest, DigestAlgorithm maskDigest) {
    /** Returns what RFC 8017 recommends: hash and mask by the same function, and a salt as long as its output. */
    static PssParameters of(DigestAlgorithm digest) {
        PSSParameterSpec spec = new PSSParameterSpec(
                digest.standardName(),
                "MGF1",
                new MGF1ParameterSpec(digest.standardName()),
                digest.newDigest().getDigestLength(),
                PSSParameterSpec.TRAILER_FIELD_BC);
        return new PssParameters(spec, digest, digest);
    }

    /**
     * Returns the parameters that were given.
     *
     * @throws InvalidAlgorithmParameterException if they are none of PSS, or not supported
     */
    static PssParameters of(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (parameters == null) {
            throw new InvalidAlgorithmParameterException("Parameters cannot be null");
        }
        if (!(parameters instanceof PSSParameterSpec pss)) {
            throw new InvalidAlgorithmParameterException("parameters must be type PSSParameterSpec");
        }
        if (!pss.getMGFAlgorithm().equalsIgnoreCase("MGF1")) {
            throw new InvalidAlgorithmParameterException("Only supports MGF1");
        }
        if (pss.getTrailerField() != PSSParameterSpec.TRAILER_FIELD_BC) {
            throw new InvalidAlgorithmParameterException("Only supports TrailerFieldBC(1)");
        }
        return new PssParameters(pss, digest(pss.getDigestAlgorithm()), maskDigest(pss));
    }

    private static DigestAlgorithm maskDigest(PSSParameterSpec pss) throws InvalidAlgorithmParameterException {
        AlgorithmParameterSpec mgf = pss.getMGFParameters();
        if (mgf == null) {
            return digest(pss.getDigestAlgorithm());
        }
        if (!(mgf instanceof MGF1ParameterSpec mgf1)) {
            throw new InvalidAlgorithmParameterException("MGF1's parameters must be type MGF1ParameterSpec");
        }
        return digest(mgf1.getDigestAlgorithm());
    }

    private static DigestAlgorithm digest(String name) throws InvalidAlgorithmParameterException {
        return DigestAlgorithm.named(name)
                .orElseThrow(() -> new InvalidAlgorithmParameterException("Unsupported digest algorithm " + name));
    }

    /** Returns the least length of a key's modulus, in bytes. */
    int leastModulusBytes() {
        return Math.addExact(digest.newDigest().getDigestLength() + 2, spec.getSaltLength());
    }
}
