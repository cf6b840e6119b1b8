package org.linuxkeyring.opaque;

import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;

/** A private key of RFC 8032, Ed25519 or Ed448, by its place. */
public final class EdwardsHandle extends PrivateHandle implements EdECKey {
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
}
