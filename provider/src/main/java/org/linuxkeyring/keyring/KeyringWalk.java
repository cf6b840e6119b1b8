package org.linuxkeyring.keyring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.KeyctlException;

/**
 * Visits keyrings in the order of the kernel's search: a keyring before the keyrings that it links, and each of those
 * with all below it before the next (security/keys/keyring.c, search_nested_keyrings). A keyring that several others
 * link is visited once, or again where it is met higher up, from where a search goes deeper.
 */
final class KeyringWalk {
    /** KEYRING_SEARCH_MAX_DEPTH in security/keys/keyring.c. */
    static final int MAX_DEPTH = 6;

    private final Visitor visitor;

    /** How deep each keyring was met, at best. */
    private final Map<Integer, Integer> depths = new HashMap<>();

    KeyringWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Looks at one keyring. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Looks at a keyring, before those that it links.
         *
         * @return the keyrings to visit next, which it links; each is asked for when those before it have been visited
         * @throws KeyctlException if it cannot be looked at
         */
        Iterable<Keyring> visit(Keyring keyring);
    }

    /** Visits these keyrings and those below them. */
    void visit(List<Keyring> roots) {
        roots.forEach(root -> visit(root, 0));
    }

    private void visit(Keyring keyring, int depth) {
        if (depth > MAX_DEPTH || depths.getOrDefault(keyring.serial(), Integer.MAX_VALUE) <= depth) {
            return;
        }
        depths.put(keyring.serial(), depth);
        for (Keyring below : visitor.visit(keyring)) {
            try {
                visit(below, depth + 1);
            } catch (KeyctlException e) {
                requirePassedOver(e);
            }
        }
    }

    /**
     * Throws a refusal again unless the kernel's search would go on after it: it passes over a key or a keyring that it
     * may not look at, that has died, or that has vanished since it was seen.
     */
    static void requirePassedOver(KeyctlException e) {
        switch (e.errno()) {
            case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES -> {
                // The search goes on.
            }
            default -> throw e;
        }
    }
}
