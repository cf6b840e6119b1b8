package org.linuxkeyring.keyring;

import java.util.List;

/**
 * Keyrings that link a live key of one name, in the order of a search, beside the keyring that changes go to.
 *
 * @param before those that a search enters first, so that it finds their key
 * @param after those that it enters later, if it finds none before
 */
public record Occurrences(List<Keyring> before, List<Keyring> after) {
    public Occurrences {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
