package org.linuxkeyring.keyring;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** The keys of one type and description whose users count: which one a search finds, and which one may be changed. */
final class OwnKeys {
    private final Owners owners;
    private final KeyType type;
    private final Description description;
    private final Set<Integer> visited = new HashSet<>();

    OwnKeys(Owners owners, KeyType type, Description description) {
        this.owners = owners;
        this.type = type;
        this.description = description;
    }

    /** Whether a key counts that a search has found, and that shows its owner. */
    boolean include(KernelKey key) {
        return owners.include(key, description).orElse(false);
    }

    /**
     * The first that a search comes to. The kernel's ends at the first key of a name, so where that is another user's,
     * keyring after keyring is searched, in the kernel's order (security/keys/keyring.c, search_nested_keyrings).
     *
     * @param found what the kernel's search found
     * @param roots where it began
     */
    Optional<KernelKey> first(Optional<KernelKey> found, Supplier<List<Keyring>> roots) {
        if (found.isEmpty() || include(found.get())) {
            return found;
        }
        return roots.get().stream().flatMap(root -> in(root, 0).stream()).findFirst();
    }

    private Optional<KernelKey> in(Keyring keyring, int depth) {
        if (depth > KeyringWalk.MAX_DEPTH || !visited.add(keyring.serial())) {
            return Optional.empty();
        }
        try {
            Optional<KernelKey> found = keyring.find(type, description);
            if (found.isEmpty()) {
                return found;
            }
            List<KernelKey> linked = keyring.keys();
            if (linked.contains(found.get()) && owners.include(found.get(), description, keyring)) {
                return found;
            }
            return linked.stream()
                    .filter(OwnKeys::isKeyring)
                    .flatMap(below -> in(keyring.below(below), depth + 1).stream())
                    .findFirst();
        } catch (KeyctlException e) {
            return passedOver(e, Optional.empty());
        }
    }

    private static boolean isKeyring(KernelKey key) {
        try {
            return key.metadata().type().equals(KeyType.KEYRING);
        } catch (KeyctlException e) {
            return passedOver(e, false);
        }
    }

    /**
     * As by the kernel's search: a keyring that is closed to us or has died, and one where only a dead key is found.
     */
    private static <T> T passedOver(KeyctlException e, T instead) {
        return switch (e.errno()) {
            case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES -> instead;
            default -> throw e;
        };
    }

    /**
     * Whether what has that name in {@code keyring} already, if anything has, may get a new payload by add_key(2),
     * which asks for no more than write permission (security/keys/key.c, key_create_or_update). Of a key that has
     * expired the kernel does not tell whose it is.
     *
     * @throws org.linuxkeyring.error.KeyringException if it is the key of a user who does not count
     */
    boolean mayBeUpdatedIn(Keyring keyring) {
        if (owners.includeAll()) {
            return true;
        }
        try {
            keyring.find(type, description)
                    .filter(keyring::links)
                    .ifPresent(key -> owners.requireOwn(key, description, keyring));
            return true;
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED -> false;
                case EKEYREVOKED -> true;
                case EACCES, EKEYREJECTED -> mayBeUpdatedUnseen(keyring);
                default -> throw e;
            };
        }
    }

    /**
     * A key that no search may come to, or that a helper failed to make, can be updated if it shows its name and owner.
     */
    private boolean mayBeUpdatedUnseen(Keyring keyring) {
        KeyName name = new KeyName(type, description);
        List<KernelKey> named =
                keyring.keys().stream().filter(key -> key.isNamed(name)).toList();
        named.forEach(key -> owners.requireOwn(key, description, keyring));
        return !named.isEmpty();
    }
}
