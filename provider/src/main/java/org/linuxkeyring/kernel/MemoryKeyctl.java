package org.linuxkeyring.kernel;

import static org.linuxkeyring.kernel.MemoryPermission.LINK;
import static org.linuxkeyring.kernel.MemoryPermission.SEARCH;
import static org.linuxkeyring.kernel.MemoryPermission.SETATTR;
import static org.linuxkeyring.kernel.MemoryPermission.VIEW;
import static org.linuxkeyring.kernel.MemoryPermission.WRITE;
import static org.linuxkeyring.kernel.Operation.KEYCTL_CHOWN;
import static org.linuxkeyring.kernel.Operation.KEYCTL_CLEAR;
import static org.linuxkeyring.kernel.Operation.KEYCTL_DESCRIBE;
import static org.linuxkeyring.kernel.Operation.KEYCTL_GET_KEYRING_ID;
import static org.linuxkeyring.kernel.Operation.KEYCTL_GET_PERSISTENT;
import static org.linuxkeyring.kernel.Operation.KEYCTL_INVALIDATE;
import static org.linuxkeyring.kernel.Operation.KEYCTL_JOIN_SESSION_KEYRING;
import static org.linuxkeyring.kernel.Operation.KEYCTL_LINK;
import static org.linuxkeyring.kernel.Operation.KEYCTL_MOVE;
import static org.linuxkeyring.kernel.Operation.KEYCTL_PKEY_DECRYPT;
import static org.linuxkeyring.kernel.Operation.KEYCTL_PKEY_QUERY;
import static org.linuxkeyring.kernel.Operation.KEYCTL_READ;
import static org.linuxkeyring.kernel.Operation.KEYCTL_RESTRICT_KEYRING;
import static org.linuxkeyring.kernel.Operation.KEYCTL_REVOKE;
import static org.linuxkeyring.kernel.Operation.KEYCTL_SEARCH;
import static org.linuxkeyring.kernel.Operation.KEYCTL_SETPERM;
import static org.linuxkeyring.kernel.Operation.KEYCTL_SET_TIMEOUT;
import static org.linuxkeyring.kernel.Operation.KEYCTL_UNLINK;
import static org.linuxkeyring.kernel.Operation.KEYCTL_UPDATE;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/**
 * Keys in this process's memory, where there is no kernel to keep them: what the calls answer and refuse is as on Linux, for
 * one user who is not root, with all threads in the session of that user until they join another. Each instance is a world
 * of its own.
 *
 * <p>It departs from the kernel where only time tells: what nothing links any more, or is invalidated, is gone with its quota
 * when the call returns and not a moment later. There are no helper programs, so callout info finds nothing.
 */
final class MemoryKeyctl implements Keyctl {
    /** The limit of add_key(2) for every type, and of KEYCTL_UPDATE: a page (security/keys/keyctl.c). */
    private static final int MAX_ADDED = (1 << 20) - 1;

    private static final int MAX_UPDATE = 4096;
    private static final int MAX_CALLOUT_INFO = 4095;
    private static final int UNCHANGED = -1;
    /** /proc/sys/kernel/keys/persistent_keyring_expiry */
    private static final int PERSISTENT_SECONDS = 3 * 24 * 3600;

    /**
     * KEYCTL_CAPS0_CAPABILITIES, _PERSISTENT_KEYRINGS, _BIG_KEY, _INVALIDATE, _RESTRICT_KEYRING and _MOVE, and nothing of KEYCTL_CAPS1
     * (include/uapi/linux/keyctl.h).
     */
    private static final byte[] CAPABILITIES = {(byte) (0x01 | 0x02 | 0x10 | 0x20 | 0x40 | 0x80), 0};

    private final Object lock = new Object();
    private final MemoryThreads threads = new MemoryThreads();
    private final MemoryKeys keys;
    private final MemorySpecialKeyrings special;
    private final MemoryLookup lookup;

    /** With root's quota: this is what a machine without a kernel keyring has, and a trust store must fit. */
    MemoryKeyctl() {
        this(MemoryQuota.ofRoot(), System::nanoTime);
    }

    /** @param nanos a clock that never goes back, as {@link System#nanoTime()} */
    MemoryKeyctl(MemoryQuota quota, LongSupplier nanos) {
        keys = new MemoryKeys(quota, nanos, threads::hold);
        special = new MemorySpecialKeyrings(keys, threads);
        lookup = new MemoryLookup(keys, special);
    }

    @Override
    public int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring) {
        return call("add_key", () -> Subject.of(type, description) + " to " + Subject.keyring(keyring), () -> {
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
        return call("request_key", () -> Subject.of(type, description), () -> {
            MemoryRefusal.when(calloutInfo != null && calloutInfo.length > MAX_CALLOUT_INFO, Errno.EINVAL);
            return orNoKey(() -> found(type, description, destination, lookup::request));
        });
    }

    @Override
    public int keyringId(int keyring, boolean create) {
        return call(KEYCTL_GET_KEYRING_ID, () -> Subject.keyring(keyring), () -> {
            MemoryReference found = create ? lookup.usableOrNew(keyring, SEARCH) : lookup.usable(keyring, SEARCH);
            return found.key().serial();
        });
    }

    @Override
    public int joinSessionKeyring(byte[] name) {
        Supplier<String> subject = () -> name == null ? "a new keyring" : Subject.keyring(name);
        return call(
                KEYCTL_JOIN_SESSION_KEYRING,
                subject,
                () -> special.joinSession(name == null ? null : MemoryName.keyringName(name))
                        .serial());
    }

    @Override
    public void update(int key, ByteBuffer payload) {
        run(KEYCTL_UPDATE, key, () -> {
            MemoryRefusal.when(payload.remaining() > MAX_UPDATE, Errno.EINVAL);
            MemoryKey found = lookup.usable(key, WRITE).key();
            MemoryRefusal.when(!found.name().type().isUpdatable(), Errno.EOPNOTSUPP);
            found.name().type().vetPayload(payload.remaining());
            keys.update(found, payload);
        });
    }

    @Override
    public void revoke(int key) {
        run(KEYCTL_REVOKE, key, () -> {
            MemoryReference found = lookup.alive(lookup.find(key, false));
            if (!found.permits(WRITE)) {
                found.permitting(SETATTR);
            }
            keys.revoke(found.key());
        });
    }

    /** There is one user and one group, so a change is always one that takes a privilege. */
    @Override
    public void chown(int key, int uid, int gid) {
        if (uid == UNCHANGED && gid == UNCHANGED) {
            return;
        }
        run(KEYCTL_CHOWN, key, () -> {
            lookup.usableOrNew(key, SETATTR);
            boolean changes = uid != UNCHANGED && uid != MemoryKey.OWNER || gid != UNCHANGED && gid != MemoryKey.OWNER;
            MemoryRefusal.when(changes, Errno.EACCES);
        });
    }

    @Override
    public void setPermissions(int key, int mask) {
        run(KEYCTL_SETPERM, key, () -> {
            MemoryRefusal.when((mask & ~MemoryPermission.ALL) != 0, Errno.EINVAL);
            lookup.usableOrNew(key, SETATTR).key().permit(mask);
        });
    }

    @Override
    public byte[] describe(int key) {
        return call(
                KEYCTL_DESCRIBE,
                () -> Subject.of(key),
                () -> lookup.usable(key, VIEW).key().describe());
    }

    @Override
    public void clear(int keyring) {
        run(
                KEYCTL_CLEAR,
                keyring,
                () -> keys.clear(lookup.usableOrNew(keyring, WRITE).keyring()));
    }

    @Override
    public void link(int key, int keyring) {
        run(KEYCTL_LINK, key, () -> {
            MemoryReference into = lookup.usableOrNew(keyring, WRITE);
            MemoryReference linked = lookup.usableOrNew(key, LINK);
            keys.link(linked.key(), into.keyring());
        });
    }

    @Override
    public void unlink(int key, int keyring) {
        run(KEYCTL_UNLINK, key, () -> {
            MemoryReference from = lookup.usable(keyring, WRITE);
            MemoryKey unlinked = lookup.find(key, false).key();
            keys.unlink(unlinked, from.keyring());
        });
    }

    @Override
    public void move(int key, int from, int to) {
        run(KEYCTL_MOVE, key, () -> {
            MemoryKey moved = lookup.usableOrNew(key, LINK).key();
            MemoryKeyring source = lookup.usable(from, WRITE).keyring();
            MemoryKeyring target = lookup.usableOrNew(to, WRITE).keyring();
            keys.move(moved, source, target);
        });
    }

    /** No type there is here restricts keyrings; that is for asymmetric keys, which check signatures. */
    @Override
    public void restrictKeyring(int keyring, byte[] type, byte[] restriction) {
        run(KEYCTL_RESTRICT_KEYRING, keyring, () -> {
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
        return call(
                KEYCTL_SEARCH,
                () -> Subject.of(type, description),
                () -> orNoKey(() -> {
                    MemoryReference root = lookup.usable(keyring, SEARCH);
                    return found(type, description, destination, name -> lookup.search(root, name));
                }));
    }

    /** The reader gets a copy, outside the lock: it may use the keys, and an update meanwhile does not reach it. */
    @Override
    public <T> T read(int key, PayloadReader<T> reader) {
        MemoryPayload copy = call(
                KEYCTL_READ,
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
        return call(
                KEYCTL_READ,
                () -> Subject.keyring(keyring),
                () -> lookup.readable(keyring).keyring().serials());
    }

    @Override
    public void setTimeout(int key, int seconds) {
        run(KEYCTL_SET_TIMEOUT, key, () -> {
            MemoryKey found = lookup.usableOrNew(key, SETATTR).key();
            keys.expireIn(found, Integer.toUnsignedLong(seconds));
        });
    }

    @Override
    public String timeLeft(int key) {
        return call("/proc/keys", () -> Subject.of(key), () -> {
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
        run(
                KEYCTL_INVALIDATE,
                key,
                () -> keys.destroy(lookup.usable(key, SEARCH).key()));
    }

    @Override
    public int persistentKeyring(int uid, int destination) {
        return call(KEYCTL_GET_PERSISTENT, () -> Subject.keyring(destination), () -> {
            MemoryRefusal.when(uid != UNCHANGED && uid != MemoryKey.OWNER, Errno.EPERM);
            MemoryKeyring into = lookup.usableOrNew(destination, WRITE).keyring();
            MemoryKeyring persistent = special.persistent();
            new MemoryReference(persistent, true).permitting(LINK);
            keys.link(persistent, into);
            keys.expireIn(persistent, PERSISTENT_SECONDS);
            return persistent.serial();
        });
    }

    @Override
    public byte[] capabilities() {
        return CAPABILITIES.clone();
    }

    @Override
    public byte[] pkeyQuery(int key, byte[] info) {
        return refusePublicKeyOperation(KEYCTL_PKEY_QUERY, key);
    }

    @Override
    public <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader) {
        return refusePublicKeyOperation(KEYCTL_PKEY_DECRYPT, key);
    }

    /** As the kernel does for keys of all types that there are here; a key in the heap could be read. */
    private <T> T refusePublicKeyOperation(Operation operation, int key) {
        return call(operation, () -> Subject.of(key), () -> {
            lookup.usable(key, SEARCH);
            throw new MemoryRefusal(Errno.EOPNOTSUPP);
        });
    }

    /** The serial of what is found, once it is linked into the destination, if there is one. */
    private int found(byte[] type, byte[] description, int destination, Function<MemoryName, MemoryReference> search) {
        String typeName = MemoryName.typeName(type);
        String text = MemoryName.description(description);
        MemoryReference into = destination == NO_KEY ? null : lookup.usableOrNew(destination, WRITE);
        MemoryReference found = MemoryKeyType.named(typeName)
                .map(keyType -> search.apply(new MemoryName(keyType, text)))
                .orElse(null);
        if (found == null) {
            return NO_KEY;
        }
        if (into != null) {
            keys.link(found.permitting(LINK).key(), into.keyring());
        }
        return found.key().serial();
    }

    /** ENOKEY, whatever it is that is missing, is no refusal of a search but the answer of a miss. */
    private static int orNoKey(IntSupplier search) {
        try {
            return search.getAsInt();
        } catch (MemoryRefusal refusal) {
            if (refusal.errno() == Errno.ENOKEY) {
                return NO_KEY;
            }
            throw refusal;
        }
    }

    private void run(Operation operation, int id, Runnable body) {
        call(operation, () -> Subject.of(id), () -> {
            body.run();
            return null;
        });
    }

    private <T> T call(Operation operation, Supplier<String> subject, Supplier<T> body) {
        return call(operation.name(), subject, body);
    }

    private <T> T call(String operation, Supplier<String> subject, Supplier<T> body) {
        synchronized (lock) {
            try {
                if (threads.haveEnded()) {
                    keys.releaseAll();
                }
                keys.collectGarbage();
                return body.get();
            } catch (MemoryRefusal refusal) {
                throw new KeyctlException(operation, refusal.errno().number(), subject.get());
            }
        }
    }
}
