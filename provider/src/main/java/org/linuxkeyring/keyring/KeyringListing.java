package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * A list of the keys that a search would find, made by visiting the keyrings ({@link KeyringWalk}): all live keys
 * except keyrings, and of each type and description only the first.
 */
final class KeyringListing implements KeyringWalk.Visitor {
    private final Map<Integer, KeyName> known;
    private final boolean asksAgain;
    private final Owners owners;
    private final Set<Integer> visited = new HashSet<>();
    private final Set<KeyName> seen = new HashSet<>();
    private final List<LinkedKey> found = new ArrayList<>();

    /** The keys in each keyring that are not listed, because they are dead, negative, hidden or another user's. */
    private final List<LinkedKeys.PassedOver> passedOver = new ArrayList<>();

    private KeyringListing(Map<Integer, KeyName> known, boolean asksAgain, Owners owners) {
        this.known = known;
        this.asksAgain = asksAgain;
        this.owners = owners;
    }

    /**
     * Lists the keys that these keyrings and the keyrings below them link.
     *
     * @param owners the users whose keys are listed; keyrings are entered whoever owns them, as by the kernel's search
     * @param known the names from an earlier listing, each of which takes only one search; the names found now replace
     *     them
     */
    static List<LinkedKey> of(List<Keyring> roots, Owners owners, KnownNames known) {
        KeyringListing listing = new KeyringListing(known.bySerial(), true, owners);
        new KeyringWalk(listing).visit(roots);
        known.remember(listing.found);
        return listing.found;
    }

    /**
     * Lists the keys of a keyring and of those below it, with what is needed to tell whether they are still the same.
     *
     * @param known the names that are taken without asking for them again, by serial
     */
    static LinkedKeys linked(Keyring root, Owners owners, Map<Integer, KeyName> known) {
        KeyringListing listing = new KeyringListing(known, false, owners);
        List<LinkedKeys.Links> links = new ArrayList<>();
        new KeyringWalk(keyring -> {
                    links.add(LinkedKeys.Links.of(keyring));
                    return listing.visit(keyring);
                })
                .visit(List.of(root));
        return new LinkedKeys(listing.found, links, listing.passedOver);
    }

    /** Returns whether a key that was passed over would be listed now. */
    static boolean isListed(LinkedKeys.PassedOver passed, Owners owners) {
        return new KeyringListing(Map.of(), true, owners)
                .described(passed.key(), passed.keyring())
                .isPresent();
    }

    /** Returns whether a search from these keyrings would enter {@code keyring}. */
    static boolean reaches(List<Keyring> roots, Owners owners, Keyring keyring) {
        KeyringListing listing = new KeyringListing(Map.of(), true, owners);
        new KeyringWalk(listing).visit(roots);
        return listing.visited.contains(keyring.serial());
    }

    @Override
    public Iterable<Keyring> visit(Keyring keyring) {
        visited.add(keyring.serial());
        List<Keyring> below = new ArrayList<>();
        List<LinkedKey> linked = new ArrayList<>();
        for (KernelKey key : keyring.keys()) {
            Optional<KeyName> name = known(key, keyring).or(() -> described(key, keyring));
            if (name.isEmpty()) {
                passedOver.add(new LinkedKeys.PassedOver(key, keyring));
                continue;
            }
            if (name.get().type().equals(KeyType.KEYRING)) {
                below.add(keyring.below(key));
            } else {
                linked.add(new LinkedKey(key, name.get(), keyring));
            }
        }
        addNew(linked);
        return below;
    }

    /**
     * Adds the keys of one keyring whose names are new. Those of the first keyring are new without a comparison, since
     * a keyring links no two keys of one name.
     */
    private void addNew(List<LinkedKey> linked) {
        if (!found.isEmpty()) {
            if (seen.isEmpty()) {
                found.forEach(key -> seen.add(key.name()));
            }
            linked.removeIf(key -> !seen.add(key.name()));
        }
        found.addAll(linked);
    }

    /**
     * Returns the name that an earlier listing found for a key, if a search still finds the key by that name; empty if
     * the search is refused. The known names include those of users' keys that are not accepted, since
     * {@link Occurrences} notes them when it looks for keyrings.
     */
    private Optional<KeyName> known(KernelKey key, Keyring keyring) {
        try {
            return Optional.ofNullable(known.get(key.serial()))
                    .filter(name -> owners.include(key, name.description()).orElse(false))
                    .filter(name -> !asksAgain || isFound(key, name, keyring));
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    private Optional<KeyName> described(KernelKey key, Keyring keyring) {
        Optional<KeyMetadata> metadata = live(key);
        Optional<KeyName> name = metadata.map(KeyMetadata::name);
        return name.filter(found -> found.type().equals(KeyType.KEYRING)
                || isCounted(key, metadata.get()) && !isPassedOver(key, found, keyring));
    }

    private boolean isCounted(KernelKey key, KeyMetadata metadata) {
        boolean counts = owners.include(metadata.uid());
        if (counts) {
            owners.remember(key, metadata.description());
        }
        return counts;
    }

    private static boolean isFound(KernelKey key, KeyName name, Keyring keyring) {
        return keyring.find(name.type(), name.description())
                .filter(found -> found.serial() == key.serial())
                .isPresent();
    }

    /**
     * Returns whether a search does not find this key, but another key of its name below, no key, or an error. The
     * error is that of a key that a helper program failed to make (request_key(2)), which its description does not
     * show.
     */
    private static boolean isPassedOver(KernelKey key, KeyName name, Keyring keyring) {
        try {
            return !isFound(key, name, keyring);
        } catch (KeyctlException e) {
            return e.errno() != Errno.EACCES && e.errno() != Errno.EPERM;
        }
    }

    private static Optional<KeyMetadata> live(KernelKey key) {
        try {
            return Optional.of(key.metadata());
        } catch (KeyctlException e) {
            KeyringWalk.requirePassedOver(e);
            return Optional.empty();
        }
    }
}
