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

/** What the process sees: its thread, process and session keyrings, in request_key(2)'s order. */
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

    /** Whether a search would come to {@code keyring}, so that the process possesses it. */
    boolean reaches(Keyring keyring) {
        return KeyringListing.reaches(roots(keyctl, owners), owners, keyring);
    }

    /** The thread, process and session keyrings; asked for anew each time, since a thread has its own, or none. */
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

    /** The user keyring, which is every session's, whatever else a session links. */
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
