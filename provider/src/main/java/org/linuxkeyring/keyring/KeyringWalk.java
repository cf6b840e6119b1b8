package org.linuxkeyring.keyring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.KeyctlException;

/**
 * A walk through keyrings in the order of the kernel's search: a keyring before the keyrings that it links, and each of
 * those with all keyrings below it before the next (security/keys/keyring.c, search_nested_keyrings). A keyring that
 * several others link is visited once, and again if the walk meets it at a smaller depth, from which a search goes
 * deeper.
 */
final class KeyringWalk {
    /** The greatest depth of a search: KEYRING_SEARCH_MAX_DEPTH in security/keys/keyring.c. */
    static final int MAX_DEPTH = 6;

    private final Visitor visitor;

    /** The smallest depth at which the walk has met each keyring, by serial. */
    private final Map<Integer, Integer> depths = new HashMap<>();

    KeyringWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** A visitor of one keyring at a time. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Looks at a keyring, before the walk visits the keyrings that it links.
         *
         * @return the linked keyrings to visit next; each is taken from the iterator when those before it have been
         *     visited
         * @throws KeyctlException if the kernel refuses to show the keyring
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
     * Throws a refusal again unless the kernel's search would go on after it. A search passes over a key or keyring
     * that it may not look at, that is dead, or that has vanished.
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
