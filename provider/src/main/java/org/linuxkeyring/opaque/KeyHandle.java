package org.linuxkeyring.opaque;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.XECKey;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.interfaces.DHKey;
import javax.security.auth.Destroyable;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.spec.OpaqueKey;

/**
 * A key by its place: it has an algorithm and public parameters, and no encoding. It is valid in every thread of this
 * process, and in no other process.
 */
public abstract class KeyHandle implements OpaqueKey, Destroyable {
    private static final long serialVersionUID = 1L;

    private final transient KeySource source;
    private final String algorithm;

    KeyHandle(String algorithm, KeySource source) {
        this.algorithm = algorithm;
        this.source = source;
    }

    /** Returns a handle for a key that can be read from {@code source}; nothing secret of {@code key} is kept. */
    public static KeyHandle of(Key key, KeySource source) {
        String algorithm = key.getAlgorithm();
        if (key instanceof SecretKey) {
            return new SecretHandle(algorithm, source);
        } else if (key instanceof RSAKey rsa) {
            return new RsaHandle(algorithm, source, rsa);
        } else if (key instanceof ECKey ec) {
            return new EcHandle(algorithm, source, ec.getParams());
        } else if (key instanceof EdECKey edwards) {
            return new EdwardsHandle(algorithm, source, edwards.getParams());
        } else if (key instanceof XECKey montgomery) {
            return new MontgomeryHandle(algorithm, source, montgomery.getParams());
        } else if (key instanceof DSAKey dsa) {
            return new DsaHandle(algorithm, source, dsa.getParams());
        } else if (key instanceof DHKey diffieHellman) {
            return new DhHandle(algorithm, source, diffieHellman.getParams());
        }
        return new PrivateHandle(algorithm, source);
    }

    /**
     * Returns the key for one operation, which is read by one lookup and one read. The caller keeps it no longer than
     * the operation takes.
     *
     * @throws InvalidKeyException if the entry has ended, or has another key now, with the reason and the remedy
     */
    public Key open() throws InvalidKeyException {
        return source.read();
    }

    /** Returns the entry whose key it is. */
    public final EntryName entry() {
        return source.entry();
    }

    @Override
    public final Set<Attribute> attributes() {
        return source.attributes();
    }

    @Override
    public final String getAlgorithm() {
        return algorithm;
    }

    /** Returns null, since there is no encoding. */
    @Override
    public final String getFormat() {
        return null;
    }

    /** Returns null. The encoding can be had from a keystore with {@code keys=readable}. */
    @Override
    public final byte[] getEncoded() {
        return null;
    }

    /** Wipes the entry's password, if the key was asked for with one. The entry stays as it is. */
    @Override
    public final void destroy() {
        source.destroy();
    }

    @Override
    public final boolean isDestroyed() {
        return source.isDestroyed();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof KeyHandle handle && source.equals(handle.source);
    }

    @Override
    public final int hashCode() {
        return source.hashCode();
    }

    @Override
    public final String toString() {
        return algorithm + " key of " + source + ", which is read for each operation";
    }

    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException("a key that is not in Java (keys=opaque). Pass the alias on");
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a key that is not in Java is not serializable");
    }
}
