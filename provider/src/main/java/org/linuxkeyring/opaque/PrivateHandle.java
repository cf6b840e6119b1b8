package org.linuxkeyring.opaque;

import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;

/** A private key by its place, whatever its algorithm. */
public class PrivateHandle extends KeyHandle implements PrivateKey {
    private static final long serialVersionUID = 1L;

    PrivateHandle(String algorithm, KeySource source) {
        super(algorithm, source);
    }

    /**
     * Returns the public parameters; null for none. From Java 22 on every private key has this method, and the
     * interfaces of single algorithms narrow its result.
     */
    public AlgorithmParameterSpec getParams() {
        return null;
    }

    @Override
    public Set<String> uses() {
        return Set.of("Signature");
    }
}
