package org.linuxkeyring.held.secret;

import java.security.InvalidKeyException;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.spec.KeyInfo.Origin;

/** A secret key of type {@code logon} or {@code encrypted}, which AF_ALG sockets take by its serial. */
public final class HeldSecretKey extends HeldKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    /** Makes one of which it is not known how the key came to be. */
    public HeldSecretKey(KernelKey key, String algorithm) {
        this(key, algorithm, Origin.UNKNOWN, EntryName.NONE);
    }

    public HeldSecretKey(KernelKey key, String algorithm, Origin origin, EntryName entry) {
        super(key, algorithm, origin, entry);
    }

    /**
     * Returns the services that the key works with; a key of algorithm {@code RAW}, which another tool stored, may be
     * for either.
     */
    @Override
    public Set<String> uses() {
        if (getAlgorithm().equals("AES")) {
            return Set.of("Cipher");
        }
        return getAlgorithm().startsWith("Hmac") ? Set.of("Mac") : Set.of("Cipher", "Mac");
    }

    /**
     * Returns the key that a service was given as one of these.
     *
     * @throws InvalidKeyException if it is another kind of key
     */
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
