package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.linuxkeyring.error.Errno;

/** Type and description, which together name a key in a keyring; the description is bytes, one to a char. */
record MemoryName(MemoryKeyType type, String description) {
    /** Both limits count the terminating NUL (security/keys/internal.h, keyctl.c). */
    private static final int TYPE_SIZE = 32;

    private static final int DESCRIPTION_SIZE = 4096;

    /** A type's name as all calls take it; those that begin with a dot are the kernel's own. */
    static String typeName(byte[] bytes) {
        String name = text(bytes, TYPE_SIZE);
        MemoryRefusal.when(name.isEmpty(), Errno.EINVAL);
        MemoryRefusal.when(name.startsWith("."), Errno.EPERM);
        return name;
    }

    /** A description to look for: any, the empty one too, that a key could have by its length. */
    static String description(byte[] bytes) {
        return text(bytes, DESCRIPTION_SIZE);
    }

    /** A name that a user may give to a keyring; those that begin with a dot are the kernel's own. */
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
