package org.linuxkeyring.keyring;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** The keyrings that a keystore searches: one keyring with those below it, or all keyrings of the process. */
public sealed interface SearchScope permits Keyring, ProcessKeyrings {
    /**
     * Returns the key that the kernel finds first.
     *
     * @throws org.linuxkeyring.error.KeyctlException EKEYEXPIRED, EKEYREVOKED or EKEYREJECTED if only a dead key is
     *     found, EACCES if searching is not allowed
     */
    Optional<KernelKey> search(KeyType type, Description description);

    /**
     * Lets a helper program make the key if there is none, and waits for it (request_key(2), request-key(8)). A search
     * then finds the key that the helper made. If the helper fails there is no key, and the kernel remembers the
     * failure for a while (a negative key).
     *
     * @throws org.linuxkeyring.error.KeyctlException EKEYREJECTED or another errno of the helper's, EDQUOT, EACCES
     */
    void request(KeyType type, Description description, byte[] calloutInfo);

    /**
     * Returns all live keys except keyrings, in the order in which a search meets them, and of each type and
     * description only the first.
     */
    default List<LinkedKey> list() {
        return list(new KnownNames());
    }

    /**
     * Returns the same keys as {@link #list()}, with one call less for each key whose name is known.
     *
     * @param known the names from an earlier listing, which the names found now replace
     */
    List<LinkedKey> list(KnownNames known);

    /** Returns all keyrings there are to search, with the keys that each links, as {@link Keyrings#trees()} does. */
    List<KeyringTree> trees();

    /**
     * Returns the keyring that changes go to. Changes reach only the keys that this keyring links directly; all other
     * keys are for reading.
     */
    Keyring destination();

    /** Returns the keyrings in which a search would find a live key of that name if no other key came before it. */
    Occurrences occurrences(KeyName name, KnownNames known);
}
