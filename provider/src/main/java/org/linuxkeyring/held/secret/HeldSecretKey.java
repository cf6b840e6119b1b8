package org.linuxkeyring.held.secret;

import java.security.InvalidKeyException;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;

/** A secret key of type {@code logon}, or of another that AF_ALG sockets take by its serial. */
public final class HeldSecretKey extends HeldKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    public HeldSecretKey(KernelKey key, String algorithm) {
        super(key, algorithm);
    }

    /** A key of algorithm {@code RAW}, which another tool put there, may be either. */
    @Override
    public Set<String> uses() {
        if (getAlgorithm().equals("AES")) {
            return Set.of("Cipher");
        }
        return getAlgorithm().startsWith("Hmac") ? Set.of("Mac") : Set.of("Cipher", "Mac");
    }

    /** The key a service was given, if it is one of these. */
    static HeldSecretKey require(java.security.Key given) throws InvalidKeyException {
        if (given instanceof HeldSecretKey held) {
            return held;
        }
        throw new InvalidKeyException(
                "This service uses secret keys that the kernel holds, and no others: name another provider, or none");
    }

    @Override
    public String toString() {
        return getAlgorithm() + " key, held by the kernel as " + key();
    }
}
