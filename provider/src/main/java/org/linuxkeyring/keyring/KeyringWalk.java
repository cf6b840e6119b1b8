package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * Goes through keyrings in the order of the kernel's search: a keyring's own keys, then each keyring below it in turn
 * (security/keys/keyring.c, search_nested_keyrings).
 */
final class KeyringWalk {
    /** KEYRING_SEARCH_MAX_DEPTH in security/keys/keyring.c. */
    static final int MAX_DEPTH = 6;

    private final Keyctl keyctl;
    private final Set<Integer> visited = new HashSet<>();
    private final Set<Named> seen = new HashSet<>();
    private final List<LinkedKey> found = new ArrayList<>();

    /** What makes a key the same to a search. */
    private record Named(KeyType type, Description description) {
        static Named of(LinkedKey key) {
            return new Named(key.metadata().type(), key.metadata().description());
        }
    }

    KeyringWalk(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    List<LinkedKey> found() {
        return found;
    }

    boolean visited(Keyring keyring) {
        return visited.contains(keyring.serial());
    }

    /** Adds what {@code keyring} and the keyrings below it link. */
    void visit(Keyring keyring) {
        visit(keyring, 0);
    }

    private void visit(Keyring keyring, int depth) {
        if (depth > MAX_DEPTH || !visited.add(keyring.serial())) {
            return;
        }
        List<Keyring> below = new ArrayList<>();
        List<LinkedKey> linked = new ArrayList<>();
        for (int serial : keyctl.readKeyring(keyring.serial())) {
            Key key = new Key(keyctl, serial);
            Optional<KeyMetadata> live = live(key);
            if (live.isEmpty()) {
                continue;
            }
            KeyMetadata metadata = live.get();
            if (metadata.type().equals(KeyType.KEYRING)) {
                below.add(new Keyring(keyctl, serial));
            } else if (!isPassedOver(key, metadata, keyring)) {
                linked.add(new LinkedKey(key, metadata, keyring));
            }
        }
        addNew(linked);
        for (Keyring child : below) {
            visitChild(child, depth + 1);
        }
    }

    /** Those of the first keyring are new without a look, since a keyring links no two keys of one name. */
    private void addNew(List<LinkedKey> linked) {
        if (!found.isEmpty()) {
            if (seen.isEmpty()) {
                found.forEach(key -> seen.add(Named.of(key)));
            }
            linked.removeIf(key -> !seen.add(Named.of(key)));
        }
        found.addAll(linked);
    }

    /**
     * Whether a search does not come to this key but to one of that name below, to none, or to an error: a helper program failed
     * to make it (request_key(2)), which its description does not show.
     */
    private boolean isPassedOver(Key key, KeyMetadata metadata, Keyring keyring) {
        try {
            return keyring.search(metadata.type(), metadata.description())
                    .filter(found -> found.serial() == key.serial())
                    .isEmpty();
        } catch (KeyctlException e) {
            return e.errno() != Errno.EACCES && e.errno() != Errno.EPERM;
        }
    }

    /** A keyring below may be closed to us or vanish while we walk; the kernel's search passes over it, so do we. */
    private void visitChild(Keyring child, int depth) {
        try {
            visit(child, depth);
        } catch (KeyctlException e) {
            if (!passedOver(e)) {
                throw e;
            }
        }
    }

    private static Optional<KeyMetadata> live(Key key) {
        try {
            return Optional.of(key.metadata());
        } catch (KeyctlException e) {
            if (passedOver(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean passedOver(KeyctlException e) {
        return switch (e.errno()) {
            case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES -> true;
            default -> false;
        };
    }
}
