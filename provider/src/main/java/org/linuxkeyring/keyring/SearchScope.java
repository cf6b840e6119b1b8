package org.linuxkeyring.keyring;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** What a keystore sees: one keyring with those below it, or all keyrings of the process. */
public sealed interface SearchScope permits Keyring, ProcessKeyrings {
    /**
     * The key that the kernel finds first.
     *
     * @throws org.linuxkeyring.error.KeyctlException EKEYEXPIRED, EKEYREVOKED or EKEYREJECTED where only a dead key is
     *     found, EACCES where searching is not allowed
     */
    Optional<KernelKey> search(KeyType type, Description description);

    /**
     * Has a helper program make the key if there is none (request_key(2), request-key(8)); waits for it. What it makes,
     * a search finds; if it fails, nothing, and the kernel remembers that for a while (a negative key).
     *
     * @throws org.linuxkeyring.error.KeyctlException EKEYREJECTED or another errno of the helper's, EDQUOT, EACCES
     */
    void request(KeyType type, Description description, byte[] calloutInfo);

    /**
     * All live keys but the keyrings, in the order in which a search meets them; the first of a type and description.
     */
    default List<LinkedKey> list() {
        return list(new KnownNames());
    }

    /** The same, with a call less for each key whose name is known; those found are known from then on. */
    List<LinkedKey> list(KnownNames known);

    /** All keyrings there are to search, with what each links, as {@link Keyrings#trees()} shows it. */
    List<KeyringTree> trees();

    /** The keyring that changes go to, and no further than the keys that it links itself: the rest is for reading. */
    Keyring destination();

    /** Where a search would come to live keys of that name, were they not hidden by one before them. */
    Occurrences occurrences(KeyName name, KnownNames known);
}
