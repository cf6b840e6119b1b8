package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.StagingKeyring;

/** The keyring of a given name that another keyring links directly, not through a keyring below. */
final class ChildKeyring {
    private final Keyctl keyctl;
    private final Keyring above;
    private final Description name;

    ChildKeyring(Keyctl keyctl, Keyring above, String name) {
        this.keyctl = keyctl;
        this.above = above;
        this.name = Description.of(name);
    }

    /**
     * Returns the keyring. The result is empty if there is none, or if the keyring is dead and a search therefore finds
     * another one further down.
     */
    Optional<Keyring> find() {
        return linked(above.find(KeyType.KEYRING, name));
    }

    private Optional<Keyring> linked(Optional<KernelKey> found) {
        return found.filter(key -> above.keys().contains(key)).map(above::below);
    }

    /**
     * Returns the keyring, and makes it if there is none. An add_key(2) with an existing name would replace that
     * keyring and orphan its keys, so a new keyring is made in a staging keyring and moved here. The kernel refuses the
     * move (EEXIST) if another process made the keyring first, or if a dead keyring of this name is linked here.
     *
     * @throws KeyringException if a keyring that can be neither used nor removed has this name
     */
    Keyring findOrMake() {
        for (int attempt = 0; attempt < Keyring.ATTEMPTS; attempt++) {
            Optional<Keyring> existing = findLive();
            if (existing.isPresent()) {
                return existing.get();
            }
            try {
                return StagingKeyring.use(keyctl, staging -> make(new Keyring(keyctl, staging)));
            } catch (KeyctlException e) {
                switch (e.errno()) {
                    case EEXIST -> removeDead();
                    case EOPNOTSUPP -> {
                        unusable();
                        return above.newKeyring(name.toString());
                    }
                    default -> throw e;
                }
            }
        }
        throw refused("can be neither found nor made: another process makes and removes it over and over. Try again");
    }

    private Optional<Keyring> findLive() {
        Optional<KernelKey> found;
        try {
            found = above.find(KeyType.KEYRING, name);
        } catch (KeyctlException e) {
            found = switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
        return linked(found);
    }

    private Keyring make(Keyring staging) {
        KernelKey made =
                new KernelKey(keyctl, staging.newKeyring(name.toString()).serial());
        above.take(made, name, staging);
        return above.below(made);
    }

    /**
     * The keys that may be the keyring of this name although no search finds it: dead keys, and keys that may not be
     * viewed.
     */
    private record Unusable(List<KernelKey> dead, List<KernelKey> closed) {}

    /**
     * Finds the keys that may be a keyring of this name that no search finds, and that a new keyring would displace.
     *
     * @throws KeyringException if a live keyring of this name may not be searched; the message says which
     */
    private Unusable unusable() {
        Unusable found = new Unusable(new ArrayList<>(), new ArrayList<>());
        for (KernelKey key : above.keys()) {
            try {
                if (key.metadata().name().equals(new KeyName(KeyType.KEYRING, name)) && !isFound(key)) {
                    throw refused("may not be searched. Grant the permission: keyctl setperm " + key.serial());
                }
            } catch (KeyctlException e) {
                switch (e.errno()) {
                    case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> found.dead().add(key);
                    case EACCES -> found.closed().add(key);
                    case ENOKEY -> {
                        // The key has vanished since the keyring was read.
                    }
                    default -> throw e;
                }
            }
        }
        return found;
    }

    private boolean isFound(KernelKey key) {
        try {
            return above.find(KeyType.KEYRING, name).filter(key::equals).isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    /**
     * Unlinks the dead keyring of this name, as the kernel itself does some minutes later
     * (/proc/sys/kernel/keys/gc_delay). The kernel does not show the name of a dead key, so there must be no more than
     * one candidate.
     *
     * @throws KeyringException if it is not clear which key has this name
     */
    private void removeDead() {
        Unusable found = unusable();
        if (found.closed().isEmpty() && found.dead().size() <= 1) {
            found.dead().forEach(above::unlink);
            return;
        }
        List<KernelKey> candidates = new ArrayList<>(found.dead());
        candidates.addAll(found.closed());
        throw refused("cannot be made: one of that name is linked there, which has expired, was revoked or may not be"
                + " viewed. It is one of " + candidates + ": keyctl unlink SERIAL " + above.serial());
    }

    private KeyringException refused(String why) {
        return new KeyringException("keyring '" + Printable.name(name.toString()) + "' in " + above + " " + why);
    }
}
