package org.linuxkeyring.held;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.KeyStore.Entry.Attribute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.spec.KernelHeldKey;

/**
 * Stands for a key that the kernel uses for us and shows to no one: it has a serial and an algorithm, and no encoding.
 * Valid in every thread, and only in this process.
 */
public abstract class HeldKey implements KernelHeldKey {
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

    @Override
    public final Set<Attribute> attributes() {
        return KeyAttributes.of(key.serial(), key.metadata(), expiry());
    }

    private Optional<Instant> expiry() {
        return key.timeLeft()
                .filter(left -> !left.isUnlimited())
                .map(left -> left.end(Instant.now().truncatedTo(ChronoUnit.SECONDS), Optional.empty()));
    }

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
