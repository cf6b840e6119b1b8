package org.linuxkeyring.kernel.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.linuxkeyring.error.Errno;

/**
 * All keys in memory, by serial. It makes, links and changes keys within the quota, and removes those that nothing
 * links any more. The caller has checked permissions, and holds the lock.
 */
final class MemoryKeys {
    /**
     * The time for which a dead key stays linked (/proc/sys/kernel/keys/gc_delay), so that its users learn why it
     * cannot be used.
     */
    private static final long GC_DELAY = TimeUnit.SECONDS.toNanos(300);

    /**
     * The lowest serial: like the kernel's, serials are positive and above 2 (key_alloc_serial in security/keys/key.c).
     */
    private static final int LOWEST_SERIAL = 3;

    private final Map<Integer, MemoryKey> bySerial = new LinkedHashMap<>();
    private final MemoryQuota quota;
    private final LongSupplier nanos;
    private final long start;
    private final Predicate<MemoryKey> held;
    private long earliestDeath = Long.MAX_VALUE;

    /**
     * Makes an empty set of keys.
     *
     * @param nanos a clock that never goes back
     * @param held whether a key is kept although no keyring links it
     */
    MemoryKeys(MemoryQuota quota, LongSupplier nanos, Predicate<MemoryKey> held) {
        this.quota = quota;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.held = held;
    }

    /** Returns the nanoseconds since this instance was made. */
    long now() {
        return nanos.getAsLong() - start;
    }

    MemoryKey find(int serial) {
        MemoryKey key = bySerial.get(serial);
        MemoryRefusal.when(key == null, Errno.ENOKEY);
        return key;
    }

    /**
     * Returns the oldest keyring of this name that the user may search without possessing it (find_keyring_by_name).
     */
    Optional<MemoryKeyring> findKeyring(String name) {
        MemoryName wanted = new MemoryName(MemoryKeyType.KEYRING, name);
        return bySerial.values().stream()
                .filter(key ->
                        key.name().equals(wanted) && !key.isRevoked() && key.permits(MemoryPermission.SEARCH, false))
                .map(MemoryKeyring.class::cast)
                .findFirst();
    }

    /**
     * Updates the key of this name that the keyring links, or makes one. A keyring or a revoked key of this name is
     * displaced.
     */
    MemoryKey addOrUpdate(MemoryName name, ByteBuffer payload, MemoryReference into) {
        into.keyring().refuseWhereRestricted();
        MemoryKey existing = into.keyring().find(name);
        if (existing == null || existing.isRevoked() || !name.type().isUpdatable()) {
            return add(name, payload, into.keyring());
        }
        new MemoryReference(existing, into.possessed()).permitting(MemoryPermission.WRITE);
        update(existing, payload);
        return existing;
    }

    private MemoryKey add(MemoryName name, ByteBuffer payload, MemoryKeyring into) {
        name.type().vetDescription(name.description());
        int mask = name.type().defaultMask();
        MemoryKey key = name.type() == MemoryKeyType.KEYRING
                ? new MemoryKeyring(newSerial(), name.description(), mask, true)
                : new MemoryKey(newSerial(), name, mask, true, MemoryPayload.copyOf(payload));
        try {
            quota.take(MemoryQuota.Use.WITHIN, 1, key.charge() + into.chargeOfLink(name));
        } catch (MemoryRefusal full) {
            key.invalidate();
            throw full;
        }
        bySerial.put(key.serial(), key);
        putLink(key, into);
        return key;
    }

    /** Makes a keyring that nothing links yet. */
    MemoryKeyring makeKeyring(String name, int mask, MemoryQuota.Use use) {
        MemoryKeyType.KEYRING.vetDescription(name);
        MemoryKeyring keyring = new MemoryKeyring(newSerial(), name, mask, use != MemoryQuota.Use.NONE);
        quota.take(use, 1, keyring.charge());
        bySerial.put(keyring.serial(), keyring);
        return keyring;
    }

    /** Gives a key a new payload, which clears its timeout. */
    void update(MemoryKey key, ByteBuffer payload) {
        MemoryPayload replacement = MemoryPayload.copyOf(payload);
        try {
            quota.take(MemoryQuota.Use.WITHIN, 0, key.chargeInUpdate(replacement) - key.charge());
            quota.giveBack(0, key.chargeInUpdate(replacement) - key.chargeWith(replacement));
        } catch (MemoryRefusal full) {
            replacement.wipe();
            throw full;
        }
        key.replacePayload(replacement);
        key.neverExpire();
    }

    void link(MemoryKey key, MemoryKeyring into) {
        into.refuseWhereRestricted();
        into.refuseCycle(key);
        quota.take(MemoryQuota.Use.WITHIN, 0, into.chargeOfLink(key.name()));
        putLink(key, into);
    }

    /** Removes the link to the key of this key's name: the kernel looks for the name, not for the key (key_unlink). */
    void unlink(MemoryKey key, MemoryKeyring from) {
        MemoryKey linked = from.find(key.name());
        MemoryRefusal.when(linked == null, Errno.ENOENT);
        removeLink(linked, from);
        release(linked);
    }

    /**
     * Moves a link from one keyring to another. A move from a key to itself requires nothing, not even that the key is
     * a keyring (security/keys/keyring.c, key_move).
     */
    void move(MemoryKey key, MemoryReference source, MemoryReference target) {
        if (source.key() != target.key()) {
            MemoryKeyring from = source.keyring();
            MemoryKeyring into = target.keyring();
            MemoryRefusal.when(from.find(key.name()) == null, Errno.ENOENT);
            MemoryRefusal.when(into.find(key.name()) != null, Errno.EEXIST);
            link(key, into);
            unlink(key, from);
        }
    }

    void clear(MemoryKeyring keyring) {
        for (MemoryKey key : keyring.links()) {
            removeLink(key, keyring);
            release(key);
        }
    }

    /** Sets the timeout of a key; 0 clears it. */
    void expireIn(MemoryKey key, long seconds) {
        if (seconds == 0) {
            key.neverExpire();
        } else {
            key.expireAt(now() + TimeUnit.SECONDS.toNanos(seconds));
            earliestDeath = Math.min(earliestDeath, key.deadFrom());
        }
    }

    /** Revokes a key: its payload and quota are released at once, and the key stays so that its users learn of it. */
    void revoke(MemoryKey key) {
        if (key instanceof MemoryKeyring keyring) {
            clear(keyring);
        }
        int charge = key.charge();
        key.revokeAt(now());
        quota.giveBack(0, charge - key.charge());
        earliestDeath = Math.min(earliestDeath, key.deadFrom());
    }

    /** Removes a key from all keyrings, and with it the keys that only it linked. */
    void destroy(MemoryKey key) {
        Deque<MemoryKey> doomed = new ArrayDeque<>();
        doomed.add(key);
        while (!doomed.isEmpty()) {
            MemoryKey next = doomed.remove();
            if (!bySerial.remove(next.serial(), next)) {
                continue;
            }
            List.copyOf(next.parents()).forEach(parent -> removeLink(next, parent));
            if (next instanceof MemoryKeyring keyring) {
                for (MemoryKey link : keyring.links()) {
                    removeLink(link, keyring);
                    if (isUnheld(link)) {
                        doomed.add(link);
                    }
                }
            }
            quota.giveBack(next.isInQuota() ? 1 : 0, next.charge());
            next.invalidate();
        }
    }

    /** Removes a key if nothing refers to it. */
    void release(MemoryKey key) {
        if (isUnheld(key)) {
            destroy(key);
        }
    }

    /** Removes every key that nothing refers to; this is needed only when something other than a link went away. */
    void releaseAll() {
        List.copyOf(bySerial.values()).forEach(this::release);
    }

    /** Removes the keys that have been dead for {@link #GC_DELAY}. */
    void collectGarbage() {
        long limit = now() - GC_DELAY;
        if (earliestDeath <= limit) {
            bySerial.values().stream()
                    .filter(key -> key.deadFrom() <= limit)
                    .toList()
                    .forEach(this::destroy);
            earliestDeath = bySerial.values().stream()
                    .mapToLong(MemoryKey::deadFrom)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private boolean isUnheld(MemoryKey key) {
        return key.parents().isEmpty() && !held.test(key);
    }

    private void putLink(MemoryKey key, MemoryKeyring into) {
        MemoryKey displaced = into.put(key);
        if (displaced != null) {
            release(displaced);
        }
    }

    private void removeLink(MemoryKey key, MemoryKeyring from) {
        int charge = from.charge();
        from.remove(key);
        quota.giveBack(0, charge - from.charge());
    }

    private int newSerial() {
        int serial;
        do {
            serial = ThreadLocalRandom.current().nextInt(LOWEST_SERIAL, Integer.MAX_VALUE);
        } while (bySerial.containsKey(serial));
        return serial;
    }
}
