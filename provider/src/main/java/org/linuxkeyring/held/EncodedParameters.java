package org.linuxkeyring.held;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;

/** Parameters in the form in which they are sent along with what was made by them; the JDK encodes them. */
public final class EncodedParameters {
    private EncodedParameters() {}

    /** Null for a null spec, as the JCA answers before there is an init. */
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
