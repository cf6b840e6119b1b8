package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.linuxkeyring.error.Errno;

/** The type and description that name a key in a keyring; the description has a char for each byte. */
record MemoryName(MemoryKeyType type, String description) {
    /**
     * The limits of a type's and a description's length, both with the terminating NUL (security/keys/internal.h,
     * keyctl.c).
     */
    private static final int TYPE_SIZE = 32;

    private static final int DESCRIPTION_SIZE = 4096;

    /** Returns a type's name as all calls accept it; names that begin with a dot are reserved for the kernel. */
    static String typeName(byte[] bytes) {
        String name = text(bytes, TYPE_SIZE);
        MemoryRefusal.when(name.isEmpty(), Errno.EINVAL);
        MemoryRefusal.when(name.startsWith("."), Errno.EPERM);
        return name;
    }

    /** Returns a description to search for, which may be empty but not longer than a key's can be. */
    static String description(byte[] bytes) {
        return text(bytes, DESCRIPTION_SIZE);
    }

    /** Returns a keyring name that a user may choose; names that begin with a dot are reserved for the kernel. */
    static String keyringName(byte[] bytes) {
        String name = description(bytes);
        MemoryRefusal.when(name.startsWith("."), Errno.EPERM);
        return name;
    }

    private static String text(byte[] bytes, int size) {
        String text = new String(bytes, ISO_8859_1);
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "NUL in a key's type or description: no key has such a name. Escape or remove it.");
        }
        MemoryRefusal.when(bytes.length >= size, Errno.EINVAL);
        return text;
    }
}
