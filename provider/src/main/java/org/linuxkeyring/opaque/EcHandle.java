package org.linuxkeyring.opaque;

import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import java.util.Set;

/** A private key on a curve of SEC 2 by its place. It is an ECKey, by whose curve JSSE chooses, and no ECPrivateKey. */
public final class EcHandle extends PrivateHandle implements ECKey {
    private static final long serialVersionUID = 1L;

    private final transient ECParameterSpec parameters;

    EcHandle(String algorithm, KeySource source, ECParameterSpec parameters) {
        super(algorithm, source);
        this.parameters = parameters;
    }

    @Override
    public ECParameterSpec getParams() {
        return parameters;
    }

    @Override
    public Set<String> uses() {
        return Set.of("Signature", "KeyAgreement");
    }
}
