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
 * What a keyring held at one time, by alias and in its order. It is the same object for as long as nothing changes.
 *
 * @param <T> what an entry is decoded to
 */
public final class DecodedEntries<T> {
    private final Map<String, Decoded<T>> entries;
    private final Optional<KeyringSnapshot> snapshot;

    private DecodedEntries(Map<String, Decoded<T>> entries, Optional<KeyringSnapshot> snapshot) {
        this.entries = entries;
        this.snapshot = snapshot;
    }

    /**
     * What tells that an entry has changed: an update keeps the serial of its key, so nothing less than the payload
     * does. A held key may change without it.
     *
     * @param digest SHA-256, which says nothing of a key that cannot be guessed
     */
    record State(String digest, Optional<KernelKey> held) {}

    /**
     * An entry of that state; one that cannot be decoded is as good as none until it changes, since to try takes a key
     * derivation.
     */
    record Decoded<T>(State state, Optional<T> value, Optional<GeneralSecurityException> refusal) {}

    /** Before the first one. */
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
     * This one, if those are its entries and nothing beside them has changed.
     *
     * @param seen at the keyring before the entries were read
     */
    DecodedEntries<T> next(Map<String, Decoded<T>> now, Optional<KeyringSnapshot> seen) {
        Set<String> payloads =
                now.values().stream().map(decoded -> decoded.state().digest()).collect(Collectors.toSet());
        Optional<KeyringSnapshot> sound = seen.filter(each -> each.shows(payloads));
        return now.equals(entries) && sound.isEmpty() && snapshot.isEmpty() ? this : new DecodedEntries<>(now, sound);
    }

    /** The entries that could be decoded. */
    public Map<String, T> entries() {
        Map<String, T> usable = new LinkedHashMap<>();
        entries.forEach((alias, decoded) -> decoded.value().ifPresent(value -> usable.put(alias, value)));
        return usable;
    }

    /** Why one of the others could not. */
    public Optional<GeneralSecurityException> refusal() {
        return entries.values().stream()
                .flatMap(decoded -> decoded.refusal().stream())
                .findFirst();
    }
}
