package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.keyring.Key;

/**
 * What a keyring held at one time, by alias and in its order. It is the same object for as long as nothing changes.
 *
 * @param <T> what an entry is decoded to
 */
public final class Reading<T> {
    private final Map<String, Decoded<T>> entries;

    private Reading(Map<String, Decoded<T>> entries) {
        this.entries = entries;
    }

    /**
     * What tells that an entry has changed: an update keeps the serial of its key, so nothing less than the payload does. A held
     * key may change without it.
     *
     * @param digest SHA-256, which says nothing of a key that cannot be guessed
     */
    record State(String digest, Optional<Key> held) {}

    /** An entry of that state; one that cannot be decoded is as good as none until it changes, since to try takes a key derivation. */
    record Decoded<T>(State state, Optional<T> value, Optional<GeneralSecurityException> refusal) {}

    /** Before the first one. */
    public static <T> Reading<T> none() {
        return new Reading<>(Map.of());
    }

    Optional<Decoded<T>> known(String alias, State state) {
        return Optional.ofNullable(entries.get(alias))
                .filter(decoded -> decoded.state().equals(state));
    }

    /** This one, if those are its entries. */
    Reading<T> next(Map<String, Decoded<T>> now) {
        return now.equals(entries) ? this : new Reading<>(now);
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
