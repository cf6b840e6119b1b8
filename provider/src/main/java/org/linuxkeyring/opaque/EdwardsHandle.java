package org.linuxkeyring.opaque;

import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/**
 * A private key of RFC 8032, Ed25519 or Ed448, by its place. It is an EdECPrivateKey, by which jarsigner tells the two
 * apart; that interface, unlike those of other private keys, is also for keys that cannot be extracted.
 */
public final class EdwardsHandle extends PrivateHandle implements EdECPrivateKey {
    private static final long serialVersionUID = 1L;

    private final transient NamedParameterSpec parameters;

    EdwardsHandle(String algorithm, KeySource source, NamedParameterSpec parameters) {
        super(algorithm, source);
        this.parameters = parameters;
    }

    @Override
    public NamedParameterSpec getParams() {
        return parameters;
    }

    /** Returns empty, since Java does not hold the key. */
    @Override
    public Optional<byte[]> getBytes() {
        return Optional.empty();
    }
}
