package org.linuxkeyring.kernel.linux;

import static org.linuxkeyring.kernel.linux.KeyctlResults.accepted;
import static org.linuxkeyring.kernel.linux.KeyctlResults.keyOrNone;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.Subject;

/** A {@link Keyctl} that makes system calls, wipes their off-heap arguments, and turns an errno into an exception. */
final class NativeKeyctl extends KeyReads {
    /** The space for the NULs that end the strings of one call, of which there are three at most. */
    private static final int NULS = 3;

    /** KEYCTL_MOVE_EXCL in include/uapi/linux/keyctl.h. */
    private static final int MOVE_EXCL = 1;

    private final SyscallNumbers numbers;
    private final PublicKeyCalls publicKeys;
    private final KeyTimeouts timeouts;

    NativeKeyctl(SystemCalls calls, SyscallNumbers numbers) {
        super(calls, numbers.keyctl(), new ScratchPool(calls));
        this.timeouts = new KeyTimeouts();
        this.numbers = numbers;
        this.publicKeys = new PublicKeyCalls(calls, numbers.keyctl(), pool);
    }

    @Override
    public int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring) {
        int size = payload.remaining();
        KeyTimeouts.Change change = timeouts.begin();
        try (Scratch scratch = pool.take(type.length + description.length + NULS + size)) {
            long result = calls.retried(
                    numbers.addKey(),
                    scratch.putString(type),
                    scratch.putString(description),
                    scratch.putPayload(payload),
                    size,
                    keyring);
            int key = (int) accepted(
                    "add_key", result, () -> Subject.of(type, description) + " to " + Subject.keyring(keyring));
            change.byAdding(type, key);
            links.add(keyring, key);
            return key;
        }
    }

    @Override
    public int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination) {
        int size = type.length + description.length + (calloutInfo == null ? 0 : calloutInfo.length);
        try (Scratch scratch = pool.take(size + NULS)) {
            long result = calls.retried(
                    numbers.requestKey(),
                    scratch.putString(type),
                    scratch.putString(description),
                    calloutInfo == null ? 0 : scratch.putString(calloutInfo),
                    destination,
                    0);
            return keyOrNone("request_key", result, type, description);
        }
    }

    @Override
    public int search(int keyring, byte[] type, byte[] description, int destination) {
        try (Scratch scratch = pool.take(type.length + description.length + NULS)) {
            long result = calls.retried(
                    numbers.keyctl(),
                    Operation.KEYCTL_SEARCH.code(),
                    keyring,
                    scratch.putString(type),
                    scratch.putString(description),
                    destination);
            return keyOrNone(Operation.KEYCTL_SEARCH.name(), result, type, description);
        }
    }

    @Override
    public int keyringId(int keyring, boolean create) {
        return (int) keyctl(Operation.KEYCTL_GET_KEYRING_ID, keyring, create ? 1 : 0, 0);
    }

    @Override
    public int joinSessionKeyring(byte[] name) {
        try (Scratch scratch = pool.take(name == null ? 0 : name.length + NULS)) {
            Operation join = Operation.KEYCTL_JOIN_SESSION_KEYRING;
            long address = name == null ? 0 : scratch.putString(name);
            long result = calls.retried(numbers.keyctl(), join.code(), address, 0, 0, 0);
            accepted(join, result, () -> name == null ? "a new keyring" : Subject.keyring(name));
            timeouts.forgetAll();
            // The kernel says 0 where the keyring of that name is the session keyring already.
            return result == 0 ? keyringId(SESSION_KEYRING, false) : (int) result;
        }
    }

    @Override
    public void update(int key, ByteBuffer payload) {
        int size = payload.remaining();
        // A timeout that another thread sets meanwhile may be the one that this update drops.
        timeouts.begin();
        try (Scratch scratch = pool.take(size)) {
            keyctl(Operation.KEYCTL_UPDATE, key, scratch.putPayload(payload), size);
        }
        timeouts.forget(key);
    }

    @Override
    public void revoke(int key) {
        keyctl(Operation.KEYCTL_REVOKE, key, 0, 0);
    }

    @Override
    public void chown(int key, int uid, int gid) {
        keyctl(Operation.KEYCTL_CHOWN, key, uid, gid);
    }

    @Override
    public void setPermissions(int key, int mask) {
        keyctl(Operation.KEYCTL_SETPERM, key, mask, 0);
    }

    @Override
    public int effectiveUser() {
        return UserNamespace.mapped((int) calls.call(numbers.geteuid(), 0, 0, 0, 0, 0));
    }

    @Override
    public void clear(int keyring) {
        keyctl(Operation.KEYCTL_CLEAR, keyring, 0, 0);
        timeouts.forgetAll();
        links.forgetAll();
    }

    @Override
    public void link(int key, int keyring) {
        keyctl(Operation.KEYCTL_LINK, key, keyring);
        links.forgetAll();
    }

    @Override
    public void unlink(int key, int keyring) {
        keyctl(Operation.KEYCTL_UNLINK, key, keyring);
        links.remove(keyring, key);
    }

    @Override
    public void move(int key, int from, int to) {
        long result = calls.retried(numbers.keyctl(), Operation.KEYCTL_MOVE.code(), key, from, to, MOVE_EXCL);
        accepted(Operation.KEYCTL_MOVE, result, () -> Subject.of(key) + " to " + Subject.keyring(to));
        timeouts.forget(key);
        links.move(key, from, to);
    }

    @Override
    public void restrictKeyring(int keyring, byte[] type, byte[] restriction) {
        int size = (type == null ? 0 : type.length) + (restriction == null ? 0 : restriction.length);
        try (Scratch scratch = pool.take(size + NULS)) {
            Operation restrict = Operation.KEYCTL_RESTRICT_KEYRING;
            long result = calls.retried(
                    numbers.keyctl(),
                    restrict.code(),
                    keyring,
                    type == null ? 0 : scratch.putString(type),
                    restriction == null ? 0 : scratch.putString(restriction),
                    0);
            accepted(restrict, result, () -> Subject.keyring(keyring));
        }
    }

    @Override
    public void setTimeout(int key, int seconds) {
        KeyTimeouts.Change change = timeouts.begin();
        keyctl(Operation.KEYCTL_SET_TIMEOUT, key, seconds, 0);
        change.to(key, seconds);
    }

    @Override
    public String timeLeft(int key) {
        return timeouts.timeLeft(key);
    }

    @Override
    public Map<Integer, String> timesLeft(List<Integer> keys) {
        return timeouts.timesLeft(keys);
    }

    @Override
    public void invalidate(int key) {
        keyctl(Operation.KEYCTL_INVALIDATE, key, 0, 0);
    }

    @Override
    public int persistentKeyring(int uid, int destination) {
        Operation get = Operation.KEYCTL_GET_PERSISTENT;
        long result = calls.retried(numbers.keyctl(), get.code(), uid, destination, 0, 0);
        String user = uid == -1 ? "the calling user" : "user " + uid;
        return (int) accepted(get, result, () -> "the keyring of " + user + " to " + Subject.keyring(destination));
    }

    @Override
    public Optional<String> keyUsers() {
        return ProcKeys.users();
    }

    @Override
    public byte[] capabilities() {
        Operation capabilities = Operation.KEYCTL_CAPABILITIES;
        int most = KeyctlResults.MOST_CAPABILITIES;
        try (Scratch scratch = pool.take(most)) {
            long result = calls.retried(numbers.keyctl(), capabilities.code(), scratch.address(), most, 0, 0);
            int size = Math.min((int) accepted(capabilities, result, () -> "the kernel"), most);
            scratch.written(size);
            return KeyctlResults.bytes(scratch.answer(size));
        }
    }

    @Override
    public byte[] pkeyQuery(int key, byte[] info) {
        return publicKeys.query(key, info);
    }

    @Override
    public <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader) {
        return publicKeys.decrypt(key, info, input, reader);
    }

    @Override
    public AlgorithmSocket algorithmSocket(String type, String name, int key, int tagSize) {
        return new SocketCalls(calls, numbers.sockets(), pool).open(type, name, key, tagSize);
    }

    private void keyctl(Operation operation, int key, int keyring) {
        long result = calls.retried(numbers.keyctl(), operation.code(), key, keyring, 0, 0);
        accepted(operation, result, () -> Subject.of(key) + " and " + Subject.keyring(keyring));
        timeouts.forget(key);
    }

    private long keyctl(Operation operation, int key, long a3, long a4) {
        long result = calls.retried(numbers.keyctl(), operation.code(), key, a3, a4, 0);
        accepted(operation, result, () -> Subject.of(key));
        timeouts.forget(key);
        return result;
    }
}
