package org.linuxkeyring.kernel.memory;

import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/** The supported key types with their rules (security/keys/user_defined.c, big_key.c and keyring.c). */
enum MemoryKeyType {
    USER("user", 1, Keyctl.MAX_USER_PAYLOAD),
    LOGON("logon", 1, Keyctl.MAX_USER_PAYLOAD),
    BIG_KEY("big_key", 1, 1 << 20),
    KEYRING("keyring", 0, 0);

    /**
     * The bytes of quota that a big_key takes, whatever its size: the kernel keeps its payload in a file that can be
     * swapped out.
     */
    private static final int BIG_KEY_CHARGE = 16;

    private final String typeName;
    private final int minPayload;
    private final int maxPayload;

    MemoryKeyType(String typeName, int minPayload, int maxPayload) {
        this.typeName = typeName;
        this.minPayload = minPayload;
        this.maxPayload = maxPayload;
    }

    static Optional<MemoryKeyType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.typeName.equals(name))
                .findAny();
    }

    /** Returns the name that add_key(2) and KEYCTL_DESCRIBE use. */
    String typeName() {
        return typeName;
    }

    boolean isReadable() {
        return this != LOGON;
    }

    /**
     * Returns whether add_key(2) updates a key of this type. A keyring changes by links alone, and adding one again
     * replaces it.
     */
    boolean isUpdatable() {
        return this != KEYRING;
    }

    /**
     * Returns the default mask: for possessors all permissions that the type supports, and view for the owner
     * (__key_create_or_update).
     */
    int defaultMask() {
        return isReadable() ? 0x3f010000 : 0x3d010000;
    }

    void vetPayload(int size) {
        MemoryRefusal.when(size < minPayload || size > maxPayload, Errno.EINVAL);
    }

    void vetDescription(String description) {
        boolean withoutService = this == LOGON && description.indexOf(':') < 1;
        MemoryRefusal.when(description.isEmpty() || withoutService, Errno.EINVAL);
    }

    /** Returns how many bytes of quota a payload takes. */
    int charge(int payloadSize) {
        return this == BIG_KEY ? BIG_KEY_CHARGE : payloadSize;
    }
}
