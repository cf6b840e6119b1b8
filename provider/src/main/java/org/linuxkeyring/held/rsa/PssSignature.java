package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.linuxkeyring.held.EncodedParameters;

/** RSASSA-PSS (RFC 8017, section 8.1). As the JDK's of that name it does not sign without parameters. */
final class PssSignature extends RsaSignature {
    private static final SecureRandom DEFAULT_RANDOM = new SecureRandom();

    /** The only hash function that parameters may name, or null where they may name any. */
    private final DigestAlgorithm fixed;

    private PssParameters parameters;
    private MessageDigest digest;
    private boolean updated;
    private SecureRandom random = DEFAULT_RANDOM;

    /** Makes RSASSA-PSS, whose parameters are to be set. */
    PssSignature() {
        this.fixed = null;
    }

    /** Makes one with the parameters that names such as SHA256withRSAandMGF1 imply. */
    PssSignature(DigestAlgorithm fixed) {
        this.fixed = fixed;
        use(PssParameters.of(fixed));
    }

    private void use(PssParameters chosen) {
        parameters = chosen;
        digest = chosen.digest().newDigest();
    }

    @Override
    void reset() {
        if (digest != null) {
            digest.reset();
        }
        updated = false;
    }

    @Override
    void requireLongEnough(RsaPrivateOperation key) throws InvalidKeyException {
        if (parameters != null) {
            requireLongEnough(key, parameters);
        }
    }

    /**
     * Requires the length that the JDK requires. Of a modulus of 8n + 1 bits the encoded message has n bytes (section
     * 9.1.1, step 3).
     */
    private static void requireLongEnough(RsaPrivateOperation key, PssParameters chosen) throws InvalidKeyException {
        int least = chosen.leastModulusBytes();
        int encoded = (key.modulusBits() + Byte.SIZE - 2) / Byte.SIZE;
        if (encoded < least) {
            throw new InvalidKeyException("Key is too short, need min " + least + " bytes");
        }
    }

    @Override
    protected void engineInitSign(PrivateKey key, SecureRandom source) throws InvalidKeyException {
        super.engineInitSign(key, source);
        random = source == null ? DEFAULT_RANDOM : source;
    }

    @Override
    byte[] sign(RsaPrivateOperation key) throws SignatureException, CryptoException {
        requireParameters();
        PSSSigner signer = PSSSigner.createRawSigner(
                new KernelRsaEngine(key),
                new JvmDigest(parameters.digest().newDigest()),
                new JvmDigest(parameters.maskDigest().newDigest()),
                parameters.spec().getSaltLength(),
                PSSSigner.TRAILER_IMPLICIT);
        signer.init(true, new ParametersWithRandom(length(key), random));
        byte[] hash = digest.digest();
        updated = false;
        signer.update(hash, 0, hash.length);
        return signer.generateSignature();
    }

    /**
     * Returns a number as long as the modulus, since its length is all that the signer asks for. The modulus itself
     * comes from an entry, and Bouncy Castle would remember it for the whole JVM as one that it has tested.
     */
    private static RSAKeyParameters length(RsaPrivateOperation key) {
        BigInteger number = BigInteger.ONE.shiftLeft(key.modulusBits() - 1);
        return new RSAKeyParameters(true, number, BigInteger.ONE, true);
    }

    private void requireParameters() throws SignatureException {
        if (parameters == null) {
            throw new SignatureException("Parameters required for RSASSA-PSS signatures");
        }
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
        requireParameters();
        digest.update(octet);
        updated = true;
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        requireParameters();
        digest.update(bytes, offset, length);
        updated = true;
    }

    /** Adds bytes to the message. Unlike the other update methods, this one may not throw a checked exception. */
    @Override
    protected void engineUpdate(ByteBuffer bytes) {
        try {
            requireParameters();
        } catch (SignatureException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        digest.update(bytes);
        updated = true;
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec given) throws InvalidAlgorithmParameterException {
        PssParameters chosen = PssParameters.of(given);
        if (fixed != null && chosen.digest() != fixed) {
            throw new InvalidAlgorithmParameterException("this signature algorithm hashes with " + fixed.standardName()
                    + ": for another hash function use RSASSA-PSS");
        }
        if (updated) {
            throw new ProviderException("Cannot set parameters during operations");
        }
        if (operation() != null) {
            try {
                requireLongEnough(operation(), chosen);
            } catch (InvalidKeyException e) {
                throw new InvalidAlgorithmParameterException(e);
            }
        }
        use(chosen);
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return EncodedParameters.of("RSASSA-PSS", parameters == null ? null : parameters.spec());
    }
}
