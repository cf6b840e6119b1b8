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
 * Signs with an RSA key that the kernel holds; verifying is the business of any provider, since the public key is no
 * secret.
 */
abstract class RsaSignature extends SignatureSpi {
    private RsaPrivateOperation operation;

    /** Forgets what was updated and makes ready for the next message. */
    abstract void reset();

    /** Whether the key can sign by this scheme at all. */
    abstract void requireLongEnough(RsaPrivateOperation key) throws InvalidKeyException;

    /** Signs the message whose bytes have been given, and makes ready for the next one. */
    abstract byte[] sign(RsaPrivateOperation key) throws SignatureException, CryptoException;

    /** The key to sign with; null before there is one. */
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

    /** Superseded by the method with a specification; the JDK's own signatures have none either. */
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
