package org.linuxkeyring.service;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.linuxkeyring.opaque.KeyHandle;

/** A key agreement by an opaque key, which is read by init, and again for each further agreement. */
final class HandleKeyAgreement extends KeyAgreementSpi {
    private final String algorithm;
    private final Delegate<KeyAgreement> delegate;

    HandleKeyAgreement(String algorithm) {
        this.algorithm = algorithm;
        this.delegate = new Delegate<>(algorithm, "agree", Optional::empty);
    }

    @Override
    protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
        try {
            engineInit(key, null, random);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (!(key instanceof KeyHandle handle)) {
            throw ForeignKeys.refused();
        }
        try {
            delegate.begin(handle, whole -> keyed(whole, parameters, random));
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    private KeyAgreement keyed(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
            throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
        if (parameters == null && random == null) {
            agreement.init(key);
        } else if (parameters == null) {
            agreement.init(key, random);
        } else {
            agreement.init(key, parameters, random);
        }
        return agreement;
    }

    private KeyAgreement current() {
        try {
            return delegate.current().orElseThrow(() -> new IllegalStateException("Key agreement not initialized"));
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e.getMessage(), e);
        }
    }

    @Override
    protected Key engineDoPhase(Key key, boolean isLast) throws InvalidKeyException {
        return current().doPhase(key, isLast);
    }

    @Override
    protected byte[] engineGenerateSecret() {
        try {
            return delegate.done(current().generateSecret());
        } catch (ProviderException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }

    /** Ends the agreement, unless the secret found no room. */
    @Override
    protected int engineGenerateSecret(byte[] secret, int offset) throws ShortBufferException {
        int length = delegate.done(current().generateSecret(secret, offset));
        delegate.end();
        return length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String secretAlgorithm)
            throws NoSuchAlgorithmException, InvalidKeyException {
        try {
            return delegate.done(current().generateSecret(secretAlgorithm));
        } catch (NoSuchAlgorithmException | InvalidKeyException | RuntimeException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }
}
