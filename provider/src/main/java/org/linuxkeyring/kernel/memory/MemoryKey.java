package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.TimeoutColumn;

/** A key in memory: name, serial, permission mask, expiry, payload, and the keyrings that link it. */
class MemoryKey {
    /**
     * The owner and group of all keys: the ID that the kernel shows for any ID that it cannot map (overflowuid,
     * user_namespaces(7)).
     */
    static final int OWNER = 65_534;

    private static final long NEVER = Long.MAX_VALUE;

    private final int serial;
    private final MemoryName name;
    private final boolean inQuota;
    private final Set<MemoryKeyring> parents = new HashSet<>();
    private int mask;
    private MemoryPayload payload;
    private long expiry = NEVER;
    private long revokedAt = NEVER;
    private boolean invalidated;

    MemoryKey(int serial, MemoryName name, int mask, boolean inQuota, MemoryPayload payload) {
        this.serial = serial;
        this.name = name;
        this.mask = mask;
        this.inQuota = inQuota;
        this.payload = payload;
    }

    final int serial() {
        return serial;
    }

    final MemoryName name() {
        return name;
    }

    final boolean isInQuota() {
        return inQuota;
    }

    /** Returns the keyrings that link this key; the keyrings keep the set up to date. */
    final Set<MemoryKeyring> parents() {
        return parents;
    }

    final boolean permits(MemoryPermission permission, boolean possessed) {
        return permission.isIn(mask, possessed);
    }

    final void permit(int newMask) {
        mask = newMask;
    }

    /** Returns the text of KEYCTL_DESCRIBE. */
    final byte[] describe() {
        return String.format(
                        Locale.ROOT, "%s;%d;%d;%08x;%s", name.type().typeName(), OWNER, OWNER, mask, name.description())
                .getBytes(ISO_8859_1);
    }

    /**
     * Returns the reason why the key cannot be used at {@code now}, if there is one (key_validate in
     * security/keys/permission.c).
     */
    final Optional<Errno> unusable(long now) {
        if (invalidated) {
            return Optional.of(Errno.ENOKEY);
        }
        if (isRevoked()) {
            return Optional.of(Errno.EKEYREVOKED);
        }
        return expiry <= now ? Optional.of(Errno.EKEYEXPIRED) : Optional.empty();
    }

    final boolean isRevoked() {
        return revokedAt != NEVER;
    }

    /** Returns the time from which the key is dead, or the maximum if that is not known. */
    final long deadFrom() {
        return Math.min(expiry, revokedAt);
    }

    /** Returns the time until the key expires as /proc/keys shows it (proc_keys_show in security/keys/proc.c). */
    final String timeLeft(long now) {
        if (expiry == NEVER) {
            return TimeoutColumn.NONE;
        }
        return expiry <= now ? TimeoutColumn.EXPIRED : TimeoutColumn.of(TimeUnit.NANOSECONDS.toSeconds(expiry - now));
    }

    final void expireAt(long time) {
        expiry = time;
    }

    final void neverExpire() {
        expiry = NEVER;
    }

    final void revokeAt(long time) {
        revokedAt = time;
        dropPayload();
    }

    final void invalidate() {
        invalidated = true;
        dropPayload();
    }

    /** Returns the payload itself; a caller that leaves the lock copies it first. */
    MemoryPayload payload() {
        return payload;
    }

    final void replacePayload(MemoryPayload replacement) {
        dropPayload();
        payload = replacement;
    }

    private void dropPayload() {
        if (payload != null) {
            payload.wipe();
            payload = null;
        }
    }

    /** Returns how many bytes of quota the key takes now. */
    int charge() {
        return chargeWith(payload);
    }

    /**
     * Returns how many bytes of quota the key would take with this payload: the description with its NUL, and the
     * payload.
     */
    final int chargeWith(MemoryPayload other) {
        return charge(other == null ? 0 : name.type().charge(other.size()));
    }

    /**
     * Returns how many bytes of quota an update with this payload takes while it runs. Even for a big_key the payload
     * must fit as a whole (big_key_update).
     */
    final int chargeInUpdate(MemoryPayload other) {
        return charge(other.size());
    }

    private int charge(int payload) {
        return inQuota ? name.description().length() + 1 + payload : 0;
    }
}
