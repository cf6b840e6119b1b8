package org.linuxkeyring.kernel.memory;

import static org.linuxkeyring.kernel.memory.MemoryPermission.LINK;
import static org.linuxkeyring.kernel.memory.MemoryPermission.SEARCH;
import static org.linuxkeyring.kernel.memory.MemoryPermission.SETATTR;
import static org.linuxkeyring.kernel.memory.MemoryPermission.VIEW;
import static org.linuxkeyring.kernel.memory.MemoryPermission.WRITE;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.Subject;

/**
 * An implementation of the port in this process's memory, for machines without kernel keyrings. Calls return and refuse
 * what Linux does, for one user who is not root; all threads are in that user's session until they join another.
 * Instances share nothing. In contrast to the kernel, a key that is invalidated or no longer linked is gone, with its
 * quota, when the call returns and not a moment later. There are no helper programs, so callout info has no effect.
 */
public final class MemoryKeyctl implements Keyctl {
    // The limit of add_key(2) for every type (security/keys/keyctl.c).
    private static final int MAX_ADDED = (1 << 20) - 1;
    private static final int MAX_CALLOUT_INFO = 4095;
    private static final int UNCHANGED = -1;

    /** The KEYCTL_CAPS0_ bits CAPABILITIES, PERSISTENT_KEYRINGS, BIG_KEY, INVALIDATE, RESTRICT_KEYRING and MOVE. */
    private static final byte[] CAPABILITIES = {(byte) (0x01 | 0x02 | 0x10 | 0x20 | 0x40 | 0x80), 0};

    private final MemoryLock lock;
    private final MemoryKeys keys;
    private final MemorySpecialKeyrings special;
    private final MemoryLookup lookup;

    /** Makes an instance with root's quota: it takes the place of the kernel's keyrings, and a trust store must fit. */
    public MemoryKeyctl() {
        this(MemoryQuota.ofRoot(), System::nanoTime);
    }

    /** Makes an instance with a quota and a clock that never goes back, such as {@link System#nanoTime()}. */
    public MemoryKeyctl(MemoryQuota quota, LongSupplier nanos) {
        MemoryThreads threads = new MemoryThreads();
        keys = new MemoryKeys(quota, nanos, threads::hold);
        lock = new MemoryLock(threads, keys);
        special = new MemorySpecialKeyrings(keys, threads);
        lookup = new MemoryLookup(keys, special);
    }

    @Override
    public int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring) {
        return lock.call("add_key", () -> Subject.of(type, description) + " to " + Subject.keyring(keyring), () -> {
            MemoryRefusal.when(payload.remaining() > MAX_ADDED, Errno.EINVAL);
            String typeName = MemoryName.typeName(type);
            String text = typeName.equals(MemoryKeyType.KEYRING.typeName())
                    ? MemoryName.keyringName(description)
                    : MemoryName.description(description);
            MemoryReference target = lookup.usableOrNew(keyring, WRITE);
            MemoryKeyType keyType = MemoryKeyType.named(typeName).orElseThrow(() -> new MemoryRefusal(Errno.ENODEV));
            target.keyring();
            keyType.vetPayload(payload.remaining());
            return keys.addOrUpdate(new MemoryName(keyType, text), payload, target)
                    .serial();
        });
    }

    @Override
    public int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination) {
        return lock.call("request_key", () -> Subject.of(type, description), () -> {
            MemoryRefusal.when(calloutInfo != null && calloutInfo.length > MAX_CALLOUT_INFO, Errno.EINVAL);
            return lookup.request(type, description, destination);
        });
    }

    @Override
    public int keyringId(int keyring, boolean create) {
        return lock.call(Operation.KEYCTL_GET_KEYRING_ID, () -> Subject.keyring(keyring), () -> {
            MemoryReference found = create ? lookup.usableOrNew(keyring, SEARCH) : lookup.usable(keyring, SEARCH);
            return found.key().serial();
        });
    }

    @Override
    public int joinSessionKeyring(byte[] name) {
        Supplier<String> subject = () -> name == null ? "a new keyring" : Subject.keyring(name);
        return lock.call(
                Operation.KEYCTL_JOIN_SESSION_KEYRING,
                subject,
                () -> special.joinSession(name == null ? null : MemoryName.keyringName(name))
                        .serial());
    }

    @Override
    public void update(int key, ByteBuffer payload) {
        lock.run(Operation.KEYCTL_UPDATE, key, () -> {
            MemoryRefusal.when(payload.remaining() > MAX_UPDATE, Errno.EINVAL);
            MemoryKey found = lookup.usable(key, WRITE).key();
            MemoryRefusal.when(!found.name().type().isUpdatable(), Errno.EOPNOTSUPP);
            found.name().type().vetPayload(payload.remaining());
            keys.update(found, payload);
        });
    }

    @Override
    public void revoke(int key) {
        lock.run(Operation.KEYCTL_REVOKE, key, () -> {
            MemoryReference found = lookup.alive(lookup.find(key, false));
            if (!found.permits(WRITE)) {
                found.permitting(SETATTR);
            }
            keys.revoke(found.key());
        });
    }

    /** Refuses every change: there is one user and one group, so that a change needs a privilege. */
    @Override
    public void chown(int key, int uid, int gid) {
        if (uid == UNCHANGED && gid == UNCHANGED) {
            return;
        }
        lock.run(Operation.KEYCTL_CHOWN, key, () -> {
            lookup.usableOrNew(key, SETATTR);
            MemoryRefusal.when(uid != UNCHANGED && uid != MemoryKey.OWNER, Errno.EACCES);
            MemoryRefusal.when(gid != UNCHANGED && gid != MemoryKey.OWNER, Errno.EACCES);
        });
    }

    @Override
    public void setPermissions(int key, int mask) {
        lock.run(Operation.KEYCTL_SETPERM, key, () -> {
            MemoryRefusal.when((mask & ~MemoryPermission.ALL) != 0, Errno.EINVAL);
            lookup.usableOrNew(key, SETATTR).key().permit(mask);
        });
    }

    @Override
    public byte[] describe(int key) {
        return lock.call(
                Operation.KEYCTL_DESCRIBE,
                () -> Subject.of(key),
                () -> lookup.usable(key, VIEW).key().describe());
    }

    @Override
    public int effectiveUser() {
        return MemoryKey.OWNER;
    }

    @Override
    public void clear(int keyring) {
        lock.run(
                Operation.KEYCTL_CLEAR,
                keyring,
                () -> keys.clear(lookup.usableOrNew(keyring, WRITE).keyring()));
    }

    @Override
    public void link(int key, int keyring) {
        lock.run(Operation.KEYCTL_LINK, key, () -> {
            MemoryReference into = lookup.usableOrNew(keyring, WRITE);
            MemoryReference linked = lookup.usableOrNew(key, LINK);
            keys.link(linked.key(), into.keyring());
        });
    }

    @Override
    public void unlink(int key, int keyring) {
        lock.run(Operation.KEYCTL_UNLINK, key, () -> {
            MemoryReference from = lookup.usable(keyring, WRITE);
            MemoryKey unlinked = lookup.find(key, false).key();
            keys.unlink(unlinked, from.keyring());
        });
    }

    @Override
    public void move(int key, int from, int to) {
        lock.run(Operation.KEYCTL_MOVE, key, () -> {
            MemoryKey moved = lookup.usableOrNew(key, LINK).key();
            MemoryReference source = lookup.usable(from, WRITE);
            MemoryReference target = lookup.usableOrNew(to, WRITE);
            keys.move(moved, source, target);
        });
    }

    /** Refuses all types: only asymmetric keys can restrict keyrings, and these are not supported here. */
    @Override
    public void restrictKeyring(int keyring, byte[] type, byte[] restriction) {
        lock.run(Operation.KEYCTL_RESTRICT_KEYRING, keyring, () -> {
            MemoryReference found = lookup.usable(keyring, SETATTR);
            MemoryRefusal.when(type == null != (restriction == null), Errno.EINVAL);
            String typeName = type == null ? "" : MemoryName.typeName(type);
            MemoryKeyring restricted = found.keyring();
            if (type != null) {
                throw new MemoryRefusal(MemoryKeyType.named(typeName).isPresent() ? Errno.ENOENT : Errno.ENOKEY);
            }
            restricted.restrict();
        });
    }

    @Override
    public int search(int keyring, byte[] type, byte[] description, int destination) {
        return lock.call(
                Operation.KEYCTL_SEARCH,
                () -> Subject.of(type, description),
                () -> lookup.search(keyring, type, description, destination));
    }

    /** Gives the reader a copy outside the lock, so that it may use the keys, and an update does not reach it. */
    @Override
    public <T> T read(int key, PayloadReader<T> reader) {
        MemoryPayload copy = lock.call(
                Operation.KEYCTL_READ,
                () -> Subject.of(key),
                () -> lookup.readable(key).key().payload().copy());
        try {
            return reader.read(copy.view());
        } finally {
            copy.wipe();
        }
    }

    @Override
    public int[] readKeyring(int keyring) {
        return lock.call(
                Operation.KEYCTL_READ,
                () -> Subject.keyring(keyring),
                () -> lookup.readable(keyring).keyring().serials());
    }

    @Override
    public void setTimeout(int key, int seconds) {
        lock.run(Operation.KEYCTL_SET_TIMEOUT, key, () -> {
            MemoryKey found = lookup.usableOrNew(key, SETATTR).key();
            keys.expireIn(found, Integer.toUnsignedLong(seconds));
        });
    }

    @Override
    public String timeLeft(int key) {
        return lock.call("/proc/keys", () -> Subject.of(key), () -> {
            try {
                MemoryReference found = lookup.find(key, false);
                return found.permits(VIEW) ? found.key().timeLeft(keys.now()) : "";
            } catch (MemoryRefusal missing) {
                return "";
            }
        });
    }

    @Override
    public void invalidate(int key) {
        lock.run(
                Operation.KEYCTL_INVALIDATE,
                key,
                () -> keys.destroy(lookup.usable(key, SEARCH).key()));
    }

    @Override
    public int persistentKeyring(int uid, int destination) {
        return lock.call(Operation.KEYCTL_GET_PERSISTENT, () -> Subject.keyring(destination), () -> {
            MemoryRefusal.when(uid != UNCHANGED && uid != MemoryKey.OWNER, Errno.EPERM);
            MemoryKeyring into = lookup.usableOrNew(destination, WRITE).keyring();
            return special.persistentIn(into).serial();
        });
    }

    @Override
    public byte[] capabilities() {
        return CAPABILITIES.clone();
    }

    @Override
    public byte[] pkeyQuery(int key, byte[] info) {
        return refusePublicKeyOperation(Operation.KEYCTL_PKEY_QUERY, key);
    }

    @Override
    public <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader) {
        return refusePublicKeyOperation(Operation.KEYCTL_PKEY_DECRYPT, key);
    }

    /** Refuses the operation, as the kernel does for all key types that are supported here. */
    private <T> T refusePublicKeyOperation(Operation operation, int key) {
        return lock.call(operation, () -> Subject.of(key), () -> {
            lookup.usable(key, SEARCH);
            throw new MemoryRefusal(Errno.EOPNOTSUPP);
        });
    }

    @Override
    public AlgorithmSocket algorithmSocket(String type, String name, int key, int tagSize) {
        throw new KeyringException(
                "A key that is used and never read is the kernel's to hold: backend=memory keeps keys in"
                        + " this process's own memory and cannot promise it. Ask for backend=kernel.");
    }
}
