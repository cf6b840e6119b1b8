package org.linuxkeyring.held;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Set;
import org.linuxkeyring.keyring.key.KernelKey;

/**
 * Stands for a key that the kernel uses for us and shows to no one: it has a serial and an algorithm, and no encoding.
 * Valid in every thread, and only in this process.
 */
public abstract class HeldKey implements java.security.Key {
    private static final long serialVersionUID = 1L;

    private final transient KernelKey key;
    private final String algorithm;

    public HeldKey(KernelKey key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /** The key in the kernel. */
    public final KernelKey key() {
        return key;
    }

    /** The JCA services that take the key: {@code Signature}, {@code Cipher}, {@code Mac}. */
    public abstract Set<String> uses();

    @Override
    public final String getAlgorithm() {
        return algorithm;
    }

    /** Null: there is no encoding to have a format. */
    @Override
    public final String getFormat() {
        return null;
    }

    /** Null: the kernel does not give the key away. */
    @Override
    public final byte[] getEncoded() {
        return null;
    }

    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException(
                "a key that the kernel holds: a serial means nothing elsewhere. Pass the alias on");
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a key that the kernel holds is not serializable");
    }
}
