package org.linuxkeyring.opaque;

import java.util.Set;
import javax.crypto.SecretKey;

/** A secret key by its place. */
public final class SecretHandle extends KeyHandle implements SecretKey {
    private static final long serialVersionUID = 1L;

    SecretHandle(String algorithm, KeySource source) {
        super(algorithm, source);
    }

    /** Returns the services that the key is for; a key of algorithm {@code RAW} may be for either. */
    @Override
    public Set<String> uses() {
        if (getAlgorithm().startsWith("Hmac")) {
            return Set.of("Mac");
        }
        return getAlgorithm().equals("RAW") ? Set.of("Cipher", "Mac") : Set.of("Cipher");
    }
}
