package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Goes through keyrings in the order of the kernel's search: a keyring's own keys, then each keyring below it in turn
 * (security/keys/keyring.c, search_nested_keyrings).
 */
final class KeyringWalk {
    /** KEYRING_SEARCH_MAX_DEPTH in security/keys/keyring.c. */
    static final int MAX_DEPTH = 6;

    private final Keyctl keyctl;
    private final Map<Integer, KeyName> known;
    private final Owners owners;
    private final Set<Integer> visited = new HashSet<>();
    private final Set<KeyName> seen = new HashSet<>();
    private final List<LinkedKey> found = new ArrayList<>();

    /**
     * @param known names by serial, to be asked for by a search alone
     * @param owners whose keys are listed; keyrings are gone into whosever they are, as a search does
     */
    KeyringWalk(Keyctl keyctl, Map<Integer, KeyName> known, Owners owners) {
        this.keyctl = keyctl;
        this.known = known;
        this.owners = owners;
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
            KernelKey key = new KernelKey(keyctl, serial);
            Optional<KeyName> name = known(key, keyring).or(() -> described(key, keyring));
            if (name.isEmpty()) {
                continue;
            }
            if (name.get().type().equals(KeyType.KEYRING)) {
                below.add(keyring.below(key));
            } else {
                linked.add(new LinkedKey(key, name.get(), keyring));
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
                found.forEach(key -> seen.add(key.name()));
            }
            linked.removeIf(key -> !seen.add(key.name()));
        }
        found.addAll(linked);
    }

    /**
     * What a key was called in an earlier listing, if that is what a search finds it by now; a refusal tells nothing of
     * it. Names of keys that do not count are known as well, to who looked for the keyrings among them.
     */
    private Optional<KeyName> known(KernelKey key, Keyring keyring) {
        try {
            return Optional.ofNullable(known.get(key.serial()))
                    .filter(name -> owners.include(key, name.description()).orElse(false))
                    .filter(name -> isFound(key, name, keyring));
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    private Optional<KeyName> described(KernelKey key, Keyring keyring) {
        return live(key)
                .filter(metadata -> metadata.type().equals(KeyType.KEYRING)
                        || isCounted(key, metadata) && !isPassedOver(key, metadata.name(), keyring))
                .map(KeyMetadata::name);
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
     * Whether a search does not come to this key but to one of that name below, to none, or to an error: a helper
     * program failed to make it (request_key(2)), which its description does not show.
     */
    private static boolean isPassedOver(KernelKey key, KeyName name, Keyring keyring) {
        try {
            return !isFound(key, name, keyring);
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

    private static Optional<KeyMetadata> live(KernelKey key) {
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
