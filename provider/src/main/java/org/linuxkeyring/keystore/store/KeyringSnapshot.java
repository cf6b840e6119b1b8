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
 * A keyring as it was at one time, to which its present state can be compared at the price of one KEYCTL_READ for the
 * keyring and one for each key. No cheaper comparison is possible: KEYCTL_UPDATE leaves the serial and everything else
 * but the payload as it was, and the kernel keeps no time of change.
 */
public final class KeyringSnapshot {
    /**
     * The kinds of entries that are compared by digest. A secret key could be guessed from its digest, and a key that
     * the kernel holds can change without a change of the digest.
     */
    private static final Set<Kind> COMPARABLE = EnumSet.of(Kind.PRIVATE_KEY, Kind.CERTIFICATE);

    private final Keyring keyring;
    private final Map<KernelKey, String> digests;

    /** The earliest expiry that the entries note themselves; the keyring need not show it in any other way. */
    private final Instant end;

    private KeyringSnapshot(Keyring keyring, Map<KernelKey, String> digests, Instant end) {
        this.keyring = keyring;
        this.digests = digests;
        this.end = end;
    }

    private record Comparable(String digest, Optional<Instant> end) {}

    /**
     * Returns a snapshot of a keyring; empty if the keyring links anything but readable private keys and certificates.
     */
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

    /**
     * Returns whether the keyring is as it was. The result is false also if a key cannot be read; the caller then asks
     * for the entries one by one.
     */
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
     * Returns whether all payloads with these digests are in the snapshot, and so were in the keyring at the same time:
     * a keyring may change, and change back, while a caller reads one payload after the other.
     */
    public boolean shows(Collection<String> payloads) {
        return digests.values().containsAll(payloads);
    }
}
