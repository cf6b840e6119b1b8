package org.linuxkeyring.spec;

import java.util.List;
import java.util.Optional;

/**
 * The contents of a file of sealed entries, compared with its keyring (docs/SEALED.md). Entries are named by the
 * descriptions of their keys, without the keystore's prefix. Immutable.
 *
 * @param keyType the type of the key in the kernel under which the entries are sealed
 * @param keyName its description
 * @param fault why the entries cannot be decrypted now, with what is to be done; empty if they can
 * @param generation how often the file was stored
 * @param sealed how many entries are in the file
 * @param absent the entries of the file that the keyring lacks, which loading the file brings back
 * @param unsaved the entries of the keyring that the file lacks
 * @param changed the entries that are other in the keyring than in the file; empty if they cannot be decrypted
 * @param refused the entries of the keyring that cannot be sealed, or whose key is gone, each with the reason
 * @param recovery the setting {@code recovery}: {@code none}, or the generation of which a recovery file was written;
 *     empty if neither is recorded
 */
public record SealStatus(
        String keyType,
        String keyName,
        Optional<String> fault,
        long generation,
        int sealed,
        List<String> absent,
        List<String> unsaved,
        List<String> changed,
        List<String> refused,
        Optional<String> recovery) {

    /**
     * Makes a status, with copies of the lists.
     *
     * @param keyType the type of the key in the kernel under which the entries are sealed
     * @param keyName its description
     * @param fault why the entries cannot be decrypted now, with what is to be done; empty if they can
     * @param generation how often the file was stored
     * @param sealed how many entries are in the file
     * @param absent the entries of the file that the keyring lacks, which loading the file brings back
     * @param unsaved the entries of the keyring that the file lacks
     * @param changed the entries that are other in the keyring than in the file; empty if they cannot be decrypted
     * @param refused the entries of the keyring that cannot be sealed, or whose key is gone, each with the reason
     * @param recovery the setting {@code recovery}: {@code none}, or the generation of which a recovery file was
     *     written; empty if neither is recorded
     */
    public SealStatus {
        absent = List.copyOf(absent);
        unsaved = List.copyOf(unsaved);
        changed = List.copyOf(changed);
        refused = List.copyOf(refused);
    }

    /**
     * Returns whether a reboot would lose nothing: the entries can be decrypted, and the file has all entries of the
     * keyring as they are.
     *
     * @return true if so
     */
    public boolean isUpToDate() {
        return fault.isEmpty() && unsaved.isEmpty() && changed.isEmpty() && refused.isEmpty();
    }
}
