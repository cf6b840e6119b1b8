package org.linuxkeyring.held;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.KeyStore.Entry.Attribute;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.kernel.KernelClock;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.spec.KernelHeldKey;
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * A key that the kernel uses for Java and shows to no process: it has a serial and an algorithm, and no encoding. It is
 * valid in every thread of this process, and in no other process.
 */
public abstract class HeldKey implements KernelHeldKey {
    private static final long serialVersionUID = 1L;

    private final transient KernelKey key;
    private final String algorithm;
    private final Origin origin;
    private final transient EntryName entry;

    public HeldKey(KernelKey key, String algorithm, Origin origin, EntryName entry) {
        this.key = key;
        this.algorithm = algorithm;
        this.origin = origin;
        this.entry = entry;
    }

    /** Returns the key in the kernel. */
    public final KernelKey key() {
        return key;
    }

    /** Returns the entry whose key it is. */
    public final EntryName entry() {
        return entry;
    }

    @Override
    public final Set<Attribute> attributes() {
        Set<Attribute> attributes = KeyAttributes.of(key.serial(), key.metadata(), expiry());
        attributes.add(KeyAttributes.of(origin));
        return attributes;
    }

    private Optional<Instant> expiry() {
        Instant now = KernelClock.second();
        return key.timeLeft().filter(left -> !left.isUnlimited()).map(left -> left.end(now, Optional.empty()));
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

    /** Returns null, since the kernel lets no process read the key. */
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
