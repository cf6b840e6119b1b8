package org.linuxkeyring.held.rsa;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.crypto.CryptoException;
import org.linuxkeyring.error.KeyringException;

/**
 * A signature by an RSA key that the kernel holds. It does not verify: any other provider does, since the public key is
 * no secret.
 */
abstract class RsaSignature extends SignatureSpi {
    private RsaPrivateOperation operation;

    /** Discards the message that was begun, and makes ready for the next one. */
    abstract void reset();

    /**
     * Requires a key that is long enough for this scheme.
     *
     * @throws InvalidKeyException if it is too short
     */
    abstract void requireLongEnough(RsaPrivateOperation key) throws InvalidKeyException;

    /** Signs the message whose bytes have been given, and makes ready for the next one. */
    abstract byte[] sign(RsaPrivateOperation key) throws SignatureException, CryptoException;

    /** Returns the key to sign with; null before there is one. */
    final RsaPrivateOperation operation() {
        return operation;
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        engineInitSign(key, null);
    }

    @Override
    protected void engineInitSign(PrivateKey key, SecureRandom random) throws InvalidKeyException {
        operation = null;
        reset();
        RsaPrivateOperation usable = RsaPrivateOperation.of(key);
        requireLongEnough(usable);
        operation = usable;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        throw new InvalidKeyException(
                "the provider LinuxKeyring signs and does not verify: name no provider, and one that"
                        + " verifies will be found");
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        if (operation == null) {
            throw new SignatureException("no private key to sign with: call initSign first");
        }
        try {
            return sign(operation);
        } catch (KeyringException | CryptoException e) {
            throw new SignatureException(e.getMessage(), e);
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("the provider LinuxKeyring signs and does not verify");
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("this signature algorithm has no parameters");
        }
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return null;
    }

    /** Refuses the parameter, as the JDK's own signatures do: the method with a specification supersedes this one. */
    @Override
    @Deprecated
    protected void engineSetParameter(String parameter, Object value) {
        throw new UnsupportedOperationException("setParameter(String, Object) is not supported");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String parameter) {
        throw new UnsupportedOperationException("getParameter(String) is not supported");
    }
}
