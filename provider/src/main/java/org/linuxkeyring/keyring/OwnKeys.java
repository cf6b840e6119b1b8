package org.linuxkeyring.keyring;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * The keys of one type and description that belong to accepted users: which of them a search finds, and whether the key
 * in a keyring may be changed.
 */
final class OwnKeys implements KeyringWalk.Visitor {
    private final Keyctl keyctl;
    private final Owners owners;
    private final KeyType type;
    private final Description description;
    private Optional<KernelKey> first = Optional.empty();

    OwnKeys(Keyctl keyctl, Owners owners, KeyType type, Description description) {
        this.keyctl = keyctl;
        this.owners = owners;
        this.type = type;
        this.description = description;
    }

    /**
     * Returns the first key of an accepted user that a search from these keyrings finds. The kernel's search ends at
     * the first key of a name, so where that key is another user's, each keyring is searched by itself.
     */
    Optional<KernelKey> first(List<Keyring> roots) {
        new KeyringWalk(this).visit(roots);
        return first;
    }

    /**
     * Returns whether request_key(2) with {@code destination} would link another user's key there; false if this search
     * is refused, since the request is refused as well.
     */
    boolean isAnothersElsewhere(Keyring destination) {
        try {
            return !owners.includeAll()
                    && new ProcessKeyrings(keyctl, destination, Owners.ALL)
                            .search(type, description)
                            .filter(found -> !owners.include(found, description).orElse(false))
                            .isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    @Override
    public Iterable<Keyring> visit(Keyring keyring) {
        if (first.isPresent()) {
            return List.of();
        }
        try {
            Optional<KernelKey> found = keyring.find(type, description);
            if (found.isEmpty()) {
                return List.of();
            }
            List<KernelKey> linked = keyring.keys();
            if (linked.contains(found.get()) && owners.include(found.get(), description, keyring)) {
                first = found;
                return List.of();
            }
            return linked.stream()
                    .filter(key -> first.isEmpty() && isKeyring(key))
                    .map(keyring::below)::iterator;
        } catch (KeyctlException e) {
            KeyringWalk.requirePassedOver(e);
            return List.of();
        }
    }

    private static boolean isKeyring(KernelKey key) {
        try {
            return key.metadata().type().equals(KeyType.KEYRING);
        } catch (KeyctlException e) {
            KeyringWalk.requirePassedOver(e);
            return false;
        }
    }

    /**
     * Returns whether add_key(2) may replace the payload of the key of that name in {@code keyring}, if there is one.
     * The kernel asks only for write permission (security/keys/key.c, key_create_or_update), and does not show whose
     * key it is if the key has expired.
     *
     * @throws org.linuxkeyring.error.KeyringException if the key belongs to a user who is not accepted
     */
    boolean mayBeUpdatedIn(Keyring keyring) {
        if (owners.includeAll()) {
            return true;
        }
        try {
            int found = keyctl.search(keyring.serial(), type.bytes(), description.raw(), Keyctl.NO_KEY);
            if (found == Keyctl.NO_KEY) {
                return true;
            }
            try {
                if (!keyctl.links(keyring.serial(), found)) {
                    return mayBeUpdatedBefore(keyring);
                }
            } catch (KeyctlException e) {
                requireUnreadable(e);
            }
            owners.requireOwn(new KernelKey(keyctl, found), description, keyring);
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

    /** Throws a refusal again unless the keyring may not be read; it is then assumed to link the key directly. */
    private static void requireUnreadable(KeyctlException e) {
        if (e.errno() != Errno.EACCES) {
            throw e;
        }
    }

    /**
     * Answers {@link #mayBeUpdatedIn} where the search found a live key in a keyring below. That search does not report
     * a key in {@code keyring} itself that has expired or may not be searched.
     */
    private boolean mayBeUpdatedBefore(Keyring keyring) {
        KeyName name = new KeyName(type, description);
        for (KernelKey key : keyring.keys()) {
            try {
                if (key.metadata().name().equals(name)) {
                    owners.requireOwn(key, description, keyring);
                }
            } catch (KeyctlException e) {
                if (e.errno() == Errno.EKEYEXPIRED) {
                    return false;
                }
                KeyringWalk.requirePassedOver(e);
            }
        }
        return true;
    }

    /**
     * Answers {@link #mayBeUpdatedIn} where the search was refused. A key that may not be searched, or that a helper
     * program failed to make, can be updated if it shows its name and owner.
     */
    private boolean mayBeUpdatedUnseen(Keyring keyring) {
        KeyName name = new KeyName(type, description);
        List<KernelKey> named =
                keyring.keys().stream().filter(key -> key.isNamed(name)).toList();
        named.forEach(key -> owners.requireOwn(key, description, keyring));
        return !named.isEmpty();
    }
}
