package org.linuxkeyring.kernel.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.Errno;

/** A keyring in memory: links to keys, at most one for each name, in the order in which they were made. */
final class MemoryKeyring extends MemoryKey {
    /** The bytes of quota that a link takes (KEYQUOTA_LINK_BYTES in security/keys/keyring.c). */
    private static final int LINK_CHARGE = 4;

    /**
     * The levels of keyrings that a search visits below the first (KEYRING_SEARCH_MAX_DEPTH in
     * security/keys/keyring.c).
     */
    static final int MAX_DEPTH = 6;

    private final Map<MemoryName, MemoryKey> links = new LinkedHashMap<>();
    /** The links to keyrings once more, because a search goes down through these alone. */
    private final Map<MemoryName, MemoryKeyring> nested = new LinkedHashMap<>();

    private boolean restricted;

    MemoryKeyring(int serial, String name, int mask, boolean inQuota) {
        super(serial, new MemoryName(MemoryKeyType.KEYRING, name), mask, inQuota, null);
    }

    /** Returns the key of this name that is linked here, or null. */
    MemoryKey find(MemoryName name) {
        return links.get(name);
    }

    MemoryKeyring findKeyring(String name) {
        return nested.get(new MemoryName(MemoryKeyType.KEYRING, name));
    }

    List<MemoryKey> links() {
        return List.copyOf(links.values());
    }

    Collection<MemoryKeyring> nested() {
        return nested.values();
    }

    /** Adds a link, and returns the key whose link it displaced, or null. */
    MemoryKey put(MemoryKey key) {
        MemoryKey displaced = links.put(key.name(), key);
        if (displaced != null) {
            displaced.parents().remove(this);
        }
        key.parents().add(this);
        if (key instanceof MemoryKeyring keyring) {
            nested.put(key.name(), keyring);
        }
        return displaced;
    }

    void remove(MemoryKey key) {
        links.remove(key.name());
        nested.remove(key.name());
        key.parents().remove(this);
    }

    /** Returns the bytes of quota that a new link takes; a link that displaces another takes none. */
    int chargeOfLink(MemoryName name) {
        return isInQuota() && !links.containsKey(name) ? LINK_CHARGE : 0;
    }

    @Override
    int charge() {
        return isInQuota() ? super.charge() + LINK_CHARGE * links.size() : 0;
    }

    int[] serials() {
        return links.values().stream().mapToInt(MemoryKey::serial).toArray();
    }

    /** Returns the serials as KEYCTL_READ does: 32-bit integers in the machine's byte order. */
    @Override
    MemoryPayload payload() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * links.size()).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(serials());
        return MemoryPayload.copyOf(bytes);
    }

    /** Refuses every link from now on, permanently (keyring_restrict). */
    void restrict() {
        MemoryRefusal.when(restricted, Errno.EEXIST);
        restricted = true;
    }

    void refuseWhereRestricted() {
        MemoryRefusal.when(restricted, Errno.EPERM);
    }

    /**
     * Refuses a link to {@code key} that would close a cycle, or for which that cannot be determined
     * (keyring_detect_cycle).
     */
    void refuseCycle(MemoryKey key) {
        if (key instanceof MemoryKeyring keyring) {
            keyring.refuseToContain(this, 0);
        }
    }

    private void refuseToContain(MemoryKeyring keyring, int depth) {
        MemoryRefusal.when(this == keyring || nested.get(keyring.name()) == keyring, Errno.EDEADLK);
        for (MemoryKeyring below : nested()) {
            MemoryRefusal.when(depth == MAX_DEPTH, Errno.ELOOP);
            below.refuseToContain(keyring, depth + 1);
        }
    }
}
