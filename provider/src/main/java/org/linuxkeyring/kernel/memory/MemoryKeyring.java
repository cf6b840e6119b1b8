package org.linuxkeyring.kernel.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.Errno;

/** A keyring: links to keys, at most one to each name, in the order in which they were made. */
final class MemoryKeyring extends MemoryKey {
    /** KEYQUOTA_LINK_BYTES in security/keys/keyring.c. */
    private static final int LINK_CHARGE = 4;

    /** KEYRING_SEARCH_MAX_DEPTH in security/keys/keyring.c: how many keyrings below the first are looked into. */
    static final int MAX_DEPTH = 6;

    private final Map<MemoryName, MemoryKey> links = new LinkedHashMap<>();
    /** The links to keyrings once more, as a search goes down through these alone. */
    private final Map<MemoryName, MemoryKeyring> nested = new LinkedHashMap<>();

    private boolean restricted;

    MemoryKeyring(int serial, String name, int mask, boolean inQuota) {
        super(serial, new MemoryName(MemoryKeyType.KEYRING, name), mask, inQuota, null);
    }

    /** The key of this name that is linked here, or null. */
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

    /** Makes a link and answers what it displaced, or null. */
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

    /** What one more link costs: nothing where it displaces another. */
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

    /** As KEYCTL_READ gives it: the serials as 32-bit integers in the machine's order. */
    @Override
    MemoryPayload payload() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * links.size()).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(serials());
        return MemoryPayload.copyOf(bytes);
    }

    /** From now on it takes no link, once and for all (keyring_restrict). */
    void restrict() {
        MemoryRefusal.when(restricted, Errno.EEXIST);
        restricted = true;
    }

    void refuseWhereRestricted() {
        MemoryRefusal.when(restricted, Errno.EPERM);
    }

    /** Whether a link to {@code key} would close a cycle, or cannot be known not to (keyring_detect_cycle). */
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
