package org.linuxkeyring;

import java.security.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KeyMetadata;

/**
 * Where a key that the kernel holds lives, what it may be used for, and when it expires. Told at the moment it is
 * asked; the key itself is not to be had.
 *
 * <pre>{@code
 * KernelHeldKeyInfo.of(keyStore.getKey("web", null)).ifPresent(info -> log(info.type() + " " + info.serial()));
 * }</pre>
 *
 * @param serial the key's serial, as keyctl(1) takes it
 * @param type the kernel key type: {@code asymmetric} or {@code logon}
 * @param description the key's description, which is the entry's with a number added
 * @param uid the numeric ID of the user who owns the key
 * @param gid the numeric ID of the key's group; -1 for none
 * @param permissions the permission mask, in the letters of {@code keyctl describe}
 * @param uses the JCA services that the key works with: {@code Signature}, {@code Cipher}, {@code Mac}
 * @param expiry when the kernel lets it expire, or the earliest that this can be: /proc/keys rounds it down; empty for
 *     never
 */
public record KernelHeldKeyInfo(
        int serial,
        String type,
        String description,
        int uid,
        int gid,
        String permissions,
        Set<String> uses,
        Optional<Instant> expiry) {
    /**
     * What {@link #of(Key)} makes, and tests may.
     *
     * @param serial the key's serial
     * @param type the kernel key type
     * @param description the key's description
     * @param uid the numeric ID of its owner
     * @param gid the numeric ID of its group
     * @param permissions its permission mask
     * @param uses the JCA services that it works with; copied
     * @param expiry when the kernel lets it expire; empty for never
     */
    public KernelHeldKeyInfo {
        uses = Set.copyOf(uses);
    }

    /**
     * Tells what there is to tell of a key.
     *
     * @param key any key, of this provider or another
     * @return nothing for a key that the kernel does not hold
     * @throws org.linuxkeyring.error.KeyctlException if the key has gone, expired or been revoked, or may not be viewed
     */
    public static Optional<KernelHeldKeyInfo> of(Key key) {
        return key instanceof HeldKey held ? Optional.of(of(held)) : Optional.empty();
    }

    private static KernelHeldKeyInfo of(HeldKey held) {
        KeyMetadata metadata = held.key().metadata();
        return new KernelHeldKeyInfo(
                held.key().serial(),
                metadata.type().toString(),
                metadata.description().toString(),
                metadata.uid(),
                metadata.gid(),
                metadata.permissions().toString(),
                held.uses(),
                expiry(held));
    }

    private static Optional<Instant> expiry(HeldKey held) {
        return held.key()
                .timeLeft()
                .filter(left -> !left.isUnlimited())
                .map(left -> left.end(Instant.now().truncatedTo(ChronoUnit.SECONDS), Optional.empty()));
    }
}
