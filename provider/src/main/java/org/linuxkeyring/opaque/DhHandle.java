package org.linuxkeyring.opaque;

import java.util.Set;
import javax.crypto.interfaces.DHKey;
import javax.crypto.spec.DHParameterSpec;

/** A private key of PKCS #3, Diffie-Hellman, by its place. */
public final class DhHandle extends PrivateHandle implements DHKey {
    private static final long serialVersionUID = 1L;

    private final transient DHParameterSpec parameters;

    DhHandle(String algorithm, KeySource source, DHParameterSpec parameters) {
        super(algorithm, source);
        this.parameters = parameters;
    }

    @Override
    public DHParameterSpec getParams() {
        return parameters;
    }

    @Override
    public Set<String> uses() {
        return Set.of("KeyAgreement");
    }
}
