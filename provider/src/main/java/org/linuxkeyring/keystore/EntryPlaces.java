package org.linuxkeyring.keystore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;

/** In which of the keyrings that a keystore searches it finds which entry. */
public final class EntryPlaces {
    private final List<KeyringTree> keyrings;
    private final Map<KeyName, Place> places;

    /** The key that the keystore finds by an alias, and the keyring that links it. */
    public record Place(String alias, LinkedKey link) {}

    private EntryPlaces(List<KeyringTree> keyrings, Map<KeyName, Place> places) {
        this.keyrings = keyrings;
        this.places = places;
    }

    static EntryPlaces in(SearchScope scope, Map<KeyName, String> aliases) {
        Map<KeyName, Place> places = new HashMap<>();
        for (LinkedKey link : scope.list()) {
            if (aliases.containsKey(link.name())) {
                places.put(link.name(), new Place(aliases.get(link.name()), link));
            }
        }
        return new EntryPlaces(scope.trees(), places);
    }

    /** The keyrings in search order, with all that they link. */
    public List<KeyringTree> keyrings() {
        return keyrings;
    }

    /**
     * Where the keystore finds the entry of this key's type and description: this key, or one that hides it; empty if
     * that is no entry.
     */
    public Optional<Place> of(KeyMetadata key) {
        return Optional.ofNullable(places.get(key.name()));
    }
}
