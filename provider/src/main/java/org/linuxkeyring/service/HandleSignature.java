package org.linuxkeyring.service;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.linuxkeyring.opaque.KeyHandle;

/**
 * A signature by an opaque key, or by one that the kernel holds. An opaque key is read by initSign, and again for each
 * further message. It does not verify: any other provider does, since the public key is no secret.
 */
final class HandleSignature extends SignatureSpi {
    private final String algorithm;
    private final Delegate<Signature> delegate;
    private AlgorithmParameterSpec parameters;

    /**
     * Makes one of an algorithm.
     *
     * @param asked the algorithm as it was asked for
     * @param algorithm the name by which other providers have it
     * @param parameters the parameters that belong to the algorithm as it was asked for; null for none
     */
    HandleSignature(String asked, String algorithm, AlgorithmParameterSpec parameters) {
        this.algorithm = algorithm;
        this.parameters = parameters;
        this.delegate = new Delegate<>(asked, "sign", () -> HeldProvider.signature(asked));
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        engineInitSign(key, null);
    }

    @Override
    protected void engineInitSign(PrivateKey key, SecureRandom random) throws InvalidKeyException {
        try {
            if (key instanceof KeyHandle handle) {
                delegate.begin(handle, whole -> signing(whole, random));
            } else {
                initHeld(key, random);
            }
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    /** Hands the key on to an object that has the parameters already, unless an opaque key came before. */
    private void initHeld(PrivateKey key, SecureRandom random) throws GeneralSecurityException {
        boolean lacksParameters = delegate.isOpaque();
        delegate.beginHeld(key, held -> {
            held.initSign(key, random);
            if (lacksParameters) {
                setParameters(held);
            }
        });
    }

    private Signature signing(Key key, SecureRandom random) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        if (random == null) {
            signature.initSign((PrivateKey) key);
        } else {
            signature.initSign((PrivateKey) key, random);
        }
        setParameters(signature);
        return signature;
    }

    private void setParameters(Signature signature) throws InvalidAlgorithmParameterException {
        if (parameters != null) {
            signature.setParameter(parameters);
        }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        throw new InvalidKeyException("the provider LinuxKeyring signs and does not verify: take a new Signature object"
                + " and name no provider, and one that verifies will be found");
    }

    private Signature current() throws SignatureException {
        try {
            return delegate.current()
                    .orElseThrow(() -> new SignatureException("no private key to sign with: call initSign first"));
        } catch (SignatureException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new SignatureException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
        current().update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
        current().update(octets, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer octets) {
        try {
            current().update(octets);
        } catch (SignatureException e) {
            throw new ProviderException(e.getMessage(), e);
        }
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        try {
            return delegate.done(current().sign());
        } catch (SignatureException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("the provider LinuxKeyring signs and does not verify");
    }

    /** Sets the parameters, which other providers check when there is a key. */
    @Override
    protected void engineSetParameter(AlgorithmParameterSpec given) throws InvalidAlgorithmParameterException {
        try {
            Signature signature = delegate.current().orElse(null);
            if (signature != null) {
                signature.setParameter(given);
            }
            parameters = given;
        } catch (InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        try {
            return delegate.current().map(Signature::getParameters).orElse(null);
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e.getMessage(), e);
        }
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
