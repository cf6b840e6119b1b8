package org.linuxkeyring.kernel.memory;

import org.linuxkeyring.error.Errno;

/** The quota of keys and bytes of one user, and its use (keyrings(7), /proc/sys/kernel/keys). */
final class MemoryQuota {
    /** The ways in which a key counts (include/linux/key.h). */
    enum Use {
        /** The key counts, and must fit: KEY_ALLOC_IN_QUOTA. */
        WITHIN,
        /** The key counts, whether it fits or not: KEY_ALLOC_QUOTA_OVERRUN. */
        BEYOND,
        /** The key does not count: KEY_ALLOC_NOT_IN_QUOTA. */
        NONE
    }

    private final int maxKeys;
    private final int maxBytes;
    private int keys;
    private int bytes;

    private MemoryQuota(int maxKeys, int maxBytes) {
        this.maxKeys = maxKeys;
        this.maxBytes = maxBytes;
    }

    /** Returns a quota with the kernel's defaults maxkeys and maxbytes. */
    static MemoryQuota ofOrdinaryUser() {
        return new MemoryQuota(200, 20_000);
    }

    /** Returns a quota with the kernel's defaults root_maxkeys and root_maxbytes. */
    static MemoryQuota ofRoot() {
        return new MemoryQuota(1_000_000, 25_000_000);
    }

    /** Takes keys and bytes from the quota; both limits may be reached, but not exceeded. */
    void take(Use use, int moreKeys, int moreBytes) {
        boolean passed = keys + moreKeys > maxKeys || bytes + moreBytes > maxBytes;
        boolean grows = moreKeys > 0 || moreBytes > 0;
        MemoryRefusal.when(use == Use.WITHIN && grows && passed, Errno.EDQUOT);
        if (use != Use.NONE) {
            keys += moreKeys;
            bytes += moreBytes;
        }
    }

    void giveBack(int fewerKeys, int fewerBytes) {
        keys -= fewerKeys;
        bytes -= fewerBytes;
    }

    int keys() {
        return keys;
    }

    int bytes() {
        return bytes;
    }
}
