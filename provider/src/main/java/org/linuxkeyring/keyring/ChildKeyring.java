package org.linuxkeyring.keyring;

import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;

/** The keyring of some name that another one links itself, not by way of a keyring below. */
final class ChildKeyring {
    private final Keyctl keyctl;
    private final Keyring above;
    private final String name;

    ChildKeyring(Keyctl keyctl, Keyring above, String name) {
        this.keyctl = keyctl;
        this.above = above;
        this.name = name;
    }

    /** Empty where there is none, or a search comes to one further down, since the one here is dead. */
    Optional<Keyring> find() {
        return own(above.find(KeyType.KEYRING, Description.of(name)));
    }

    private Optional<Keyring> own(Optional<KernelKey> found) {
        return found.filter(key -> above.keys().contains(key)).map(above::below);
    }

    /**
     * add_key(2) onto an existing name would replace that keyring and orphan its keys, so a new one is made elsewhere
     * and moved here, which the kernel refuses if another process was first, or if what is linked here by that name is
     * dead.
     *
     * @throws KeyringException if the place is taken by what can neither be used nor removed
     */
    Keyring findOrMake() {
        for (int attempt = 0; attempt < Keyring.ATTEMPTS; attempt++) {
            Optional<Keyring> existing = findLive();
            if (existing.isPresent()) {
                return existing.get();
            }
            try {
                return StagingKeyring.use(keyctl, this::make);
            } catch (KeyctlException e) {
                switch (e.errno()) {
                    case EEXIST -> TakenName.giveWay(above, Description.of(name));
                    case EOPNOTSUPP -> {
                        TakenName.requireNotHidden(above, Description.of(name));
                        return above.newKeyring(name);
                    }
                    default -> throw e;
                }
            }
        }
        throw new KeyringException("keyring '" + Printable.name(name) + "' in " + above
                + " can be neither found nor made: another process makes and removes it over and over. Try again");
    }

    private Optional<Keyring> findLive() {
        Optional<KernelKey> found;
        try {
            found = above.find(KeyType.KEYRING, Description.of(name));
        } catch (KeyctlException e) {
            found = switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
        return own(found);
    }

    private Keyring make(Keyring staging) {
        KernelKey made = new KernelKey(keyctl, staging.newKeyring(name).serial());
        above.take(made, Description.of(name), staging);
        return above.below(made);
    }
}
