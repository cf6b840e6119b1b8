package org.linuxkeyring.opaque;

import java.security.interfaces.XECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;

/** A private key of RFC 7748, X25519 or X448, by its place. */
public final class MontgomeryHandle extends PrivateHandle implements XECKey {
    private static final long serialVersionUID = 1L;

    private final transient AlgorithmParameterSpec parameters;

    MontgomeryHandle(String algorithm, KeySource source, AlgorithmParameterSpec parameters) {
        super(algorithm, source);
        this.parameters = parameters;
    }

    @Override
    public AlgorithmParameterSpec getParams() {
        return parameters;
    }

    @Override
    public Set<String> uses() {
        return Set.of("KeyAgreement");
    }
}
