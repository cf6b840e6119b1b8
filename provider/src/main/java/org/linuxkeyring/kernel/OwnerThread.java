package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;

/**
 * Does all calls of another {@link Keyctl} in one daemon thread of the JVM. Kernel credentials belong to a thread: a
 * thread keyring is seen by that thread alone, and a process keyring by the threads started after it was made
 * (process-keyring(7)); what one thread owns, all Java threads can share through it.
 *
 * <p>The thread lives as long as this class does. While it waits it refers to classes of the JDK alone, so that an
 * application server can drop the application that brought this class; then the thread ends, and its keyrings with it.
 */
public final class OwnerThread implements Keyctl {
    private static final ForkJoinPool OWNER = OwnerPool.startFor(OwnerThread.class);

    /** One for each backend, so that a key is the same to all who use it. */
    private static final Map<Keyctl, Keyctl> CONFINED = new ConcurrentHashMap<>();

    private final Keyctl keyctl;

    private OwnerThread(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Returns a port whose calls the owner thread makes. A call from that thread itself, as from a
     * {@link Keyctl.PayloadReader}, is made at once.
     */
    public static Keyctl confine(Keyctl keyctl) {
        return CONFINED.computeIfAbsent(keyctl, OwnerThread::new);
    }

    private static <T> T inOwner(Supplier<T> call) {
        if (ForkJoinTask.getPool() == OWNER) {
            return call.get();
        }
        // Unlike get, join cannot be interrupted: a caller always learns the result of a call that was made.
        return CompletableFuture.supplyAsync(() -> outcome(call), OWNER).join().get();
    }

    /** Makes a call, and returns a supplier of its result, or of what it threw, which no CompletionException wraps. */
    private static <T> Supplier<T> outcome(Supplier<T> call) {
        try {
            T result = call.get();
            return () -> result;
        } catch (RuntimeException | Error e) {
            return () -> {
                throw e;
            };
        }
    }

    private static void doInOwner(Runnable call) {
        inOwner(() -> {
            call.run();
            return null;
        });
    }

    @Override
    public int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring) {
        return inOwner(() -> keyctl.addKey(type, description, payload, keyring));
    }

    @Override
    public int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination) {
        return inOwner(() -> keyctl.requestKey(type, description, calloutInfo, destination));
    }

    @Override
    public int keyringId(int keyring, boolean create) {
        return inOwner(() -> keyctl.keyringId(keyring, create));
    }

    @Override
    public int joinSessionKeyring(byte[] name) {
        return inOwner(() -> keyctl.joinSessionKeyring(name));
    }

    @Override
    public void update(int key, ByteBuffer payload) {
        doInOwner(() -> keyctl.update(key, payload));
    }

    @Override
    public void revoke(int key) {
        doInOwner(() -> keyctl.revoke(key));
    }

    @Override
    public void chown(int key, int uid, int gid) {
        doInOwner(() -> keyctl.chown(key, uid, gid));
    }

    @Override
    public void setPermissions(int key, int mask) {
        doInOwner(() -> keyctl.setPermissions(key, mask));
    }

    @Override
    public byte[] describe(int key) {
        return inOwner(() -> keyctl.describe(key));
    }

    @Override
    public int effectiveUser() {
        return inOwner(keyctl::effectiveUser);
    }

    @Override
    public void clear(int keyring) {
        doInOwner(() -> keyctl.clear(keyring));
    }

    @Override
    public void link(int key, int keyring) {
        doInOwner(() -> keyctl.link(key, keyring));
    }

    @Override
    public void unlink(int key, int keyring) {
        doInOwner(() -> keyctl.unlink(key, keyring));
    }

    @Override
    public void move(int key, int from, int to) {
        doInOwner(() -> keyctl.move(key, from, to));
    }

    @Override
    public void restrictKeyring(int keyring, byte[] type, byte[] restriction) {
        doInOwner(() -> keyctl.restrictKeyring(keyring, type, restriction));
    }

    @Override
    public int search(int keyring, byte[] type, byte[] description, int destination) {
        return inOwner(() -> keyctl.search(keyring, type, description, destination));
    }

    @Override
    public <T> T read(int key, PayloadReader<T> reader) {
        return inOwner(() -> keyctl.read(key, reader));
    }

    @Override
    public int[] readKeyring(int keyring) {
        return inOwner(() -> keyctl.readKeyring(keyring));
    }

    @Override
    public int linkCount(int keyring) {
        return inOwner(() -> keyctl.linkCount(keyring));
    }

    @Override
    public boolean links(int keyring, int key) {
        return inOwner(() -> keyctl.links(keyring, key));
    }

    @Override
    public void setTimeout(int key, int seconds) {
        doInOwner(() -> keyctl.setTimeout(key, seconds));
    }

    @Override
    public String timeLeft(int key) {
        return inOwner(() -> keyctl.timeLeft(key));
    }

    @Override
    public Map<Integer, String> timesLeft(List<Integer> keys) {
        return inOwner(() -> keyctl.timesLeft(keys));
    }

    @Override
    public void invalidate(int key) {
        doInOwner(() -> keyctl.invalidate(key));
    }

    @Override
    public int persistentKeyring(int uid, int destination) {
        return inOwner(() -> keyctl.persistentKeyring(uid, destination));
    }

    @Override
    public Optional<String> keyUsers() {
        return inOwner(keyctl::keyUsers);
    }

    @Override
    public byte[] capabilities() {
        return inOwner(keyctl::capabilities);
    }

    @Override
    public byte[] pkeyQuery(int key, byte[] info) {
        return inOwner(() -> keyctl.pkeyQuery(key, info));
    }

    @Override
    public <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader) {
        return inOwner(() -> keyctl.pkeyDecrypt(key, info, input, reader));
    }

    @Override
    public AlgorithmSocket algorithmSocket(String type, String name, int key, int tagSize) {
        return inOwner(() -> keyctl.algorithmSocket(type, name, key, tagSize));
    }
}
