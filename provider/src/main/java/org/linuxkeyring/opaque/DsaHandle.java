package org.linuxkeyring.opaque;

import java.security.interfaces.DSAKey;
import java.security.interfaces.DSAParams;
import java.security.spec.DSAParameterSpec;

/** A private key of FIPS 186, DSA, by its place. */
public final class DsaHandle extends PrivateHandle implements DSAKey {
    private static final long serialVersionUID = 1L;

    private final transient DSAParameterSpec parameters;

    DsaHandle(String algorithm, KeySource source, DSAParams parameters) {
        super(algorithm, source);
        this.parameters = parameters == null
                ? null
                : new DSAParameterSpec(parameters.getP(), parameters.getQ(), parameters.getG());
    }

    @Override
    public DSAParameterSpec getParams() {
        return parameters;
    }
}
