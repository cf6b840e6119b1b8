package org.linuxkeyring.keyring;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** The keyrings that the process searches: its thread, process and session keyrings, in the order of request_key(2). */
public final class ProcessKeyrings implements SearchScope {
    private static final int[] SEARCH_ORDER = {Keyctl.THREAD_KEYRING, Keyctl.PROCESS_KEYRING, Keyctl.SESSION_KEYRING};

    private final Keyctl keyctl;
    private final Keyring destination;
    private final Owners owners;

    ProcessKeyrings(Keyctl keyctl, Keyring destination, Owners owners) {
        this.keyctl = keyctl;
        this.destination = destination;
        this.owners = owners;
    }

    @Override
    public Optional<KernelKey> search(KeyType type, Description description) {
        int serial = keyctl.requestKey(type.bytes(), description.raw(), null, Keyctl.NO_KEY);
        if (serial == Keyctl.NO_KEY) {
            return Optional.empty();
        }
        KernelKey found = new KernelKey(keyctl, serial);
        return owners.include(found, description).orElse(false)
                ? Optional.of(found)
                : new OwnKeys(keyctl, owners, type, description).first(roots(keyctl, owners));
    }

    @Override
    public void request(KeyType type, Description description, byte[] calloutInfo) {
        keyctl.requestKey(type.bytes(), description.raw(), calloutInfo, Keyctl.NO_KEY);
    }

    @Override
    public List<LinkedKey> list(KnownNames known) {
        return KeyringListing.of(roots(keyctl, owners), owners, known);
    }

    @Override
    public List<KeyringTree> trees() {
        return KeyringTree.of(keyctl, roots(keyctl, owners));
    }

    /** Returns whether a search would enter {@code keyring}, so that the process possesses it. */
    boolean reaches(Keyring keyring) {
        return KeyringListing.reaches(roots(keyctl, owners), owners, keyring);
    }

    /**
     * Returns the thread, process and session keyrings that exist. The kernel is asked each time, since each thread has
     * a thread keyring of its own, or none.
     */
    static List<Keyring> roots(Keyctl keyctl, Owners owners) {
        return Arrays.stream(SEARCH_ORDER)
                .mapToObj(special -> existing(keyctl, special, owners))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Keyring> existing(Keyctl keyctl, int special, Owners owners) {
        try {
            return Optional.of(
                    new Keyring(keyctl, keyctl.keyringId(special, false), owners, KeyringRoot.written(special)));
        } catch (KeyctlException e) {
            if (e.errno() == Errno.ENOKEY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the user keyring, which all sessions of a user share, whatever else they link. */
    @Override
    public Keyring destination() {
        return destination;
    }

    @Override
    public Occurrences occurrences(KeyName name, KnownNames known) {
        return Occurrences.of(roots(keyctl, owners), destination, name, known);
    }

    @Override
    public String toString() {
        return "the process's keyrings";
    }
}
