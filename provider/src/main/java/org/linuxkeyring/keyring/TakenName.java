package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * The name of a keyring that cannot be made, since a keyring links one of that name already, which no search finds: it
 * is dead, or may not be searched. The kernel unlinks what is dead by itself, some minutes later
 * (/proc/sys/kernel/keys/gc_delay).
 */
final class TakenName {
    private final Keyring keyring;
    private final Description name;
    private final List<KernelKey> dead = new ArrayList<>();
    private final List<KernelKey> closed = new ArrayList<>();

    private TakenName(Keyring keyring, Description name) {
        this.keyring = keyring;
        this.name = name;
        for (KernelKey key : keyring.keys()) {
            try {
                if (key.metadata().name().equals(new KeyName(KeyType.KEYRING, name)) && !isFound(key)) {
                    throw new KeyringException(
                            what() + " may not be searched. Grant the permission: keyctl setperm " + key.serial());
                }
            } catch (KeyctlException e) {
                switch (e.errno()) {
                    case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> dead.add(key);
                    case EACCES -> closed.add(key);
                    case ENOKEY -> {
                        // It has gone since.
                    }
                    default -> throw e;
                }
            }
        }
    }

    private boolean isFound(KernelKey key) {
        try {
            return keyring.find(KeyType.KEYRING, name).filter(key::equals).isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private String what() {
        return "keyring '" + Printable.name(name.toString()) + "' in " + keyring;
    }

    /**
     * Refuses a keyring of that name which may not be searched, and which a new one would displace.
     *
     * @throws KeyringException naming it
     */
    static void requireNotHidden(Keyring keyring, Description name) {
        new TakenName(keyring, name);
    }

    /**
     * Unlinks the keyring of that name if it is dead. The kernel tells no name of a dead key, so that has to be the
     * only one.
     *
     * @throws KeyringException if it cannot be told which key is in the way
     */
    static void giveWay(Keyring keyring, Description name) {
        new TakenName(keyring, name).giveWay();
    }

    private void giveWay() {
        if (closed.isEmpty() && dead.size() <= 1) {
            dead.forEach(keyring::unlink);
            return;
        }
        List<KernelKey> candidates = new ArrayList<>(dead);
        candidates.addAll(closed);
        throw new KeyringException(what() + " cannot be made: one of that name is linked there, which has expired, was"
                + " revoked or may not be viewed. It is one of " + candidates + ": keyctl unlink SERIAL "
                + keyring.serial());
    }
}
