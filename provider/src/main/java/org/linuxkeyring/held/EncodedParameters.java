package org.linuxkeyring.held;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;

/** Algorithm parameters in encoded form, which the JDK makes of a specification. */
public final class EncodedParameters {
    private EncodedParameters() {}

    /** Returns null for a null specification, as JCA services do before an init. */
    public static AlgorithmParameters of(String algorithm, AlgorithmParameterSpec specOrNull) {
        if (specOrNull == null) {
            return null;
        }
        try {
            AlgorithmParameters encoded = AlgorithmParameters.getInstance(algorithm);
            encoded.init(specOrNull);
            return encoded;
        } catch (GeneralSecurityException e) {
            throw new ProviderException(
                    "the JVM does not encode the parameters of " + algorithm + ": " + e.getMessage(), e);
        }
    }
}
