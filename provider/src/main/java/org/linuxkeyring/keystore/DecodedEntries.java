package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.store.KeyringSnapshot;

/**
 * The decoded entries of a keyring at one time, by alias and in the keyring's order. The object stays the same as long
 * as nothing changes.
 *
 * @param <T> the type that an entry is decoded to
 */
public final class DecodedEntries<T> {
    private final Map<String, Decoded<T>> entries;
    private final Optional<KeyringSnapshot> snapshot;

    private DecodedEntries(Map<String, Decoded<T>> entries, Optional<KeyringSnapshot> snapshot) {
        this.entries = entries;
        this.snapshot = snapshot;
    }

    /**
     * The values by which a change of an entry is detected. An update keeps the serial of the entry's key, so that only
     * the payload shows the change. The key that the kernel holds for the entry may change while the payload stays the
     * same.
     *
     * @param digest SHA-256 of the payload or of the certificates, which reveals nothing about a key that cannot be
     *     guessed
     * @param held the key that the kernel holds for the entry
     */
    record State(String digest, Optional<KernelKey> held) {}

    /**
     * An entry of that state. An entry that cannot be decoded counts as missing until it changes, since each attempt to
     * decode it costs a key derivation.
     */
    record Decoded<T>(State state, Optional<T> value, Optional<GeneralSecurityException> refusal) {}

    /** Returns the empty set of entries with which the first read begins. */
    public static <T> DecodedEntries<T> none() {
        return new DecodedEntries<>(Map.of(), Optional.empty());
    }

    Optional<Decoded<T>> known(String alias, State state) {
        return Optional.ofNullable(entries.get(alias))
                .filter(decoded -> decoded.state().equals(state));
    }

    boolean isCurrent() {
        return snapshot.filter(KeyringSnapshot::isCurrent).isPresent();
    }

    /**
     * Returns the entries after another read: this object, if it has the same entries and neither it nor the new read
     * has a snapshot that shows them; otherwise, a new object.
     *
     * @param now the entries of the new read
     * @param seen the snapshot of the keyring that was taken before the entries were read
     */
    DecodedEntries<T> next(Map<String, Decoded<T>> now, Optional<KeyringSnapshot> seen) {
        Set<String> payloads =
                now.values().stream().map(decoded -> decoded.state().digest()).collect(Collectors.toSet());
        Optional<KeyringSnapshot> sound = seen.filter(each -> each.shows(payloads) && !hasLost(now, each));
        return now.equals(entries) && sound.isEmpty() && snapshot.isEmpty() ? this : new DecodedEntries<>(now, sound);
    }

    /** Returns whether the new read lacks an entry whose payload the snapshot shows: the listing may have missed it. */
    private boolean hasLost(Map<String, Decoded<T>> now, KeyringSnapshot seen) {
        return entries.entrySet().stream()
                .filter(entry -> !now.containsKey(entry.getKey()))
                .anyMatch(entry -> seen.shows(Set.of(entry.getValue().state().digest())));
    }

    /** Returns the entries that could be decoded, by alias. */
    public Map<String, T> entries() {
        Map<String, T> usable = new LinkedHashMap<>();
        entries.forEach((alias, decoded) -> decoded.value().ifPresent(value -> usable.put(alias, value)));
        return usable;
    }

    /** Returns the reason why one of the other entries could not be decoded; empty if all could. */
    public Optional<GeneralSecurityException> refusal() {
        return entries.values().stream()
                .flatMap(decoded -> decoded.refusal().stream())
                .findFirst();
    }
}
