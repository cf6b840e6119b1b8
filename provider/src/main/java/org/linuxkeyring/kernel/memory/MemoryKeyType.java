package org.linuxkeyring.kernel.memory;

import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/** The key types there are and the rules of each (security/keys/user_defined.c, big_key.c and keyring.c). */
enum MemoryKeyType {
    USER("user", 1, Keyctl.MAX_USER_PAYLOAD),
    LOGON("logon", 1, Keyctl.MAX_USER_PAYLOAD),
    BIG_KEY("big_key", 1, 1 << 20),
    KEYRING("keyring", 0, 0);

    /** What a big_key costs, whatever its size: the kernel keeps it in a file that can be swapped out. */
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

    /** The name that add_key(2) and KEYCTL_DESCRIBE use. */
    String typeName() {
        return typeName;
    }

    boolean isReadable() {
        return this != LOGON;
    }

    /** A keyring's contents change by links alone: one that is added again is a new one. */
    boolean isUpdatable() {
        return this != KEYRING;
    }

    /** All to possessors but what the type cannot do, and view to the owner (__key_create_or_update). */
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

    /** How many bytes of quota a payload takes. */
    int charge(int payloadSize) {
        return this == BIG_KEY ? BIG_KEY_CHARGE : payloadSize;
    }
}
