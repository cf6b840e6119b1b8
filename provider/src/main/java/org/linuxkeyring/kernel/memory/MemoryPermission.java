package org.linuxkeyring.kernel.memory;

/**
 * The permissions of a mask, as the bits of each of its four bytes (keyrings(7)); the possessor's byte is the highest,
 * the owner's the next.
 *
 * <p>All keys here have the one owner that also makes all calls. So the owner's byte always counts, the possessor's is
 * added to it, and those of group and others never count (security/keys/permission.c).
 */
enum MemoryPermission {
    VIEW(0x01),
    READ(0x02),
    WRITE(0x04),
    SEARCH(0x08),
    LINK(0x10),
    SETATTR(0x20);

    /** The bits that a mask may have; the kernel refuses any other with EINVAL. */
    static final int ALL = 0x3f3f3f3f;

    private final int bit;

    MemoryPermission(int bit) {
        this.bit = bit;
    }

    boolean isIn(int mask, boolean possessed) {
        int granted = mask >>> 16 | (possessed ? mask >>> 24 : 0);
        return (granted & bit) != 0;
    }
}
