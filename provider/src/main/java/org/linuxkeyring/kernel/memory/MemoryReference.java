package org.linuxkeyring.kernel.memory;

import org.linuxkeyring.error.Errno;

/** A key as a call refers to it: whether it is possessed decides which byte of its mask counts. */
record MemoryReference(MemoryKey key, boolean possessed) {
    boolean permits(MemoryPermission permission) {
        return key.permits(permission, possessed);
    }

    /** The same, where a lack of the permission is EACCES. */
    MemoryReference permitting(MemoryPermission permission) {
        MemoryRefusal.when(!permits(permission), Errno.EACCES);
        return this;
    }

    MemoryKeyring keyring() {
        if (key instanceof MemoryKeyring keyring) {
            return keyring;
        }
        throw new MemoryRefusal(Errno.ENOTDIR);
    }
}
