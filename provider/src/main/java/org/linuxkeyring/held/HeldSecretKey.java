package org.linuxkeyring.held;

import javax.crypto.SecretKey;
import org.linuxkeyring.keyring.Key;

/** A secret key of type {@code logon}, or of another that AF_ALG sockets take by its serial. */
public final class HeldSecretKey extends HeldKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    public HeldSecretKey(Key key, String algorithm) {
        super(key, algorithm);
    }

    @Override
    public String toString() {
        return getAlgorithm() + " key, held by the kernel as " + key();
    }
}
