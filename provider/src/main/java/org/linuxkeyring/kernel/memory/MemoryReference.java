package org.linuxkeyring.kernel.memory;

import org.linuxkeyring.error.Errno;

/** A key as a call refers to it. Whether it is possessed decides which byte of its mask counts. */
record MemoryReference(MemoryKey key, boolean possessed) {
    boolean permits(MemoryPermission permission) {
        return key.permits(permission, possessed);
    }

    /** Returns this reference if it grants the permission, and refuses with EACCES otherwise. */
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
