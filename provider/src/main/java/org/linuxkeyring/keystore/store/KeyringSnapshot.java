package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.KernelKey;

/**
 * A keyring as it was at one time, by which to tell at the price of one KEYCTL_READ for it, and one for each key, that
 * it is the same still. Nothing less tells: KEYCTL_UPDATE leaves serial and everything else but the payload as it was,
 * and the kernel keeps no time of change.
 */
public final class KeyringSnapshot {
    /** A digest of a secret key may be guessed, and a key that the kernel holds changes without one. */
    private static final Set<Kind> COMPARABLE = EnumSet.of(Kind.PRIVATE_KEY, Kind.CERTIFICATE);

    private final Keyring keyring;
    private final Map<KernelKey, String> digests;

    /** When the first of the entries ends by its own note, which nothing in the keyring may show. */
    private final Instant end;

    private KeyringSnapshot(Keyring keyring, Map<KernelKey, String> digests, Instant end) {
        this.keyring = keyring;
        this.digests = digests;
        this.end = end;
    }

    private record Comparable(String digest, Optional<Instant> end) {}

    /** Empty where the keyring links anything but readable private keys and certificates. */
    static Optional<KeyringSnapshot> at(Keyring keyring) {
        Map<KernelKey, String> digests = new LinkedHashMap<>();
        Instant end = Instant.MAX;
        try {
            for (KernelKey key : keyring.keys()) {
                Optional<Comparable> comparable = key.read(KeyringSnapshot::comparable);
                if (comparable.isEmpty()) {
                    return Optional.empty();
                }
                digests.put(key, comparable.get().digest());
                Instant noted = comparable.get().end().orElse(Instant.MAX);
                end = noted.isBefore(end) ? noted : end;
            }
        } catch (KeyctlException | MalformedEntryException e) {
            return Optional.empty();
        }
        return Optional.of(new KeyringSnapshot(keyring, digests, end));
    }

    private static Optional<Comparable> comparable(ByteBuffer payload) {
        try (StoredEntry entry = StoredEntry.parse(payload, KeyringEntries.RAW)) {
            boolean isComparable =
                    COMPARABLE.contains(entry.kind()) && entry.heldKey().isEmpty();
            return isComparable ? Optional.of(new Comparable(entry.digest(), entry.expiry())) : Optional.empty();
        }
    }

    /** False too where that cannot be told: a closer look will. */
    public boolean isCurrent() {
        try {
            List<KernelKey> keys = keyring.keys();
            return Instant.now().isBefore(end)
                    && keys.size() == digests.size()
                    && keys.stream()
                            .allMatch(key -> digests.containsKey(key)
                                    && key.read(StoredEntry::digest).equals(digests.get(key)));
        } catch (KeyctlException e) {
            return false;
        }
    }

    /**
     * Whether what was read of these digests is all of the same time: a keyring may change and change back meanwhile.
     */
    public boolean shows(Collection<String> payloads) {
        return digests.values().containsAll(payloads);
    }
}
