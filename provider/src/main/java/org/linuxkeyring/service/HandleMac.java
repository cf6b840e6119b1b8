package org.linuxkeyring.service;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.linuxkeyring.opaque.KeyHandle;

/**
 * A Mac by an opaque key, or by one that the kernel holds. An opaque key is read by init, and again for each further
 * message.
 */
final class HandleMac extends MacSpi {
    private final String algorithm;
    private final int bytes;
    private final Delegate<Mac> delegate;

    HandleMac(String algorithm, int bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
        this.delegate = new Delegate<>(algorithm, "authenticate", () -> HeldProvider.mac(algorithm));
    }

    @Override
    protected int engineGetMacLength() {
        return bytes;
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            if (key instanceof KeyHandle handle) {
                delegate.begin(handle, whole -> keyed(Mac.getInstance(algorithm), whole, parameters));
            } else {
                delegate.beginHeld(key, held -> keyed(held, key, parameters));
            }
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    private static Mac keyed(Mac mac, Key key, AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        if (parameters == null) {
            mac.init(key);
        } else {
            mac.init(key, parameters);
        }
        return mac;
    }

    private Mac current() {
        try {
            return delegate.current().orElseThrow(() -> new IllegalStateException("MAC not initialized"));
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineUpdate(byte octet) {
        current().update(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        current().update(octets, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer octets) {
        current().update(octets);
    }

    @Override
    protected byte[] engineDoFinal() {
        try {
            return delegate.done(current().doFinal());
        } catch (ProviderException e) {
            delegate.failed(e);
            throw e;
        } finally {
            delegate.end();
        }
    }

    @Override
    protected void engineReset() {
        if (!delegate.isOpaque()) {
            current().reset();
        }
        delegate.abandon();
    }
}
