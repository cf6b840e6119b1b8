package org.linuxkeyring.keystore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.KeyringTree.Remark;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.spec.ListedKey;
import org.linuxkeyring.spec.Permissions;

/**
 * The places of a keystore's entries: for each entry, the key that the keystore's search finds and the keyring that
 * links the key.
 */
final class EntryPlaces {
    private final Map<KeyName, ListedKey.Entry> entries = new HashMap<>();

    private EntryPlaces(SearchScope scope, Map<KeyName, String> aliases) {
        for (LinkedKey link : scope.list()) {
            String alias = aliases.get(link.name());
            if (alias != null) {
                entries.put(
                        link.name(),
                        new Place(alias, link.key().serial(), link.keyring().serial()));
            }
        }
    }

    /** Returns the keyrings in search order, with everything that they link. */
    static List<ListedKey> in(SearchScope scope, Map<KeyName, String> aliases) {
        EntryPlaces places = new EntryPlaces(scope, aliases);
        return scope.trees().stream().map(places::listed).toList();
    }

    /** The key that the keystore finds by an alias, and the keyring that links it. */
    private record Place(String alias, int serial, int keyring) implements ListedKey.Entry {}

    private ListedKey listed(KeyringTree tree) {
        return new Listed(
                tree,
                tree.links().stream().map(this::listed).toList(),
                tree.metadata().map(KeyMetadata::name).map(entries::get));
    }

    private record Listed(KeyringTree tree, List<ListedKey> links, Optional<ListedKey.Entry> entry)
            implements ListedKey {
        @Override
        public int serial() {
            return tree.serial();
        }

        @Override
        public Optional<String> description() {
            return tree.metadata().map(KeyMetadata::description).map(Object::toString);
        }

        @Override
        public Optional<Permissions> permissions() {
            return tree.metadata().map(KeyMetadata::permissions);
        }

        /**
         * Returns whether the key is a keyring, or is not viewable and may be a keyring. An expired or revoked keyring
         * does not show that it is a keyring, and a search passes over it as over a dead key.
         */
        @Override
        public boolean mayBeKeyring() {
            return tree.isKeyring()
                    || tree.remark().filter(Remark.NOT_VIEWABLE::equals).isPresent();
        }

        @Override
        public Optional<String> remark() {
            return tree.remark().map(Object::toString);
        }
    }
}
