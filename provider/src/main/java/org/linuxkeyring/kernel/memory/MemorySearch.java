package org.linuxkeyring.kernel.memory;

import java.util.Optional;
import org.linuxkeyring.error.Errno;

/**
 * A search through a tree of keyrings in the kernel's order (search_nested_keyrings in security/keys/keyring.c): it
 * visits the keys of a keyring before the keyrings in it, and these one after the other, each to its end, six levels
 * deep.
 *
 * <p>A key of the right name that is dead or not permitted does not end the search. If no usable key is found, the last
 * such key decides the error.
 */
final class MemorySearch {
    private final MemoryName name;
    /** The one key that is searched for, dead or alive; null if any live key of the name is wanted. */
    private final MemoryKey wanted;

    private final boolean passesExpired;
    private final long now;
    private Errno obstacle;

    private MemorySearch(MemoryName name, MemoryKey wanted, boolean passesExpired, long now) {
        this.name = name;
        this.wanted = wanted;
        this.passesExpired = passesExpired;
        this.now = now;
    }

    /** Returns a search as KEYCTL_SEARCH makes it. */
    static MemorySearch forName(MemoryName name, long now) {
        return new MemorySearch(name, null, false, now);
    }

    /** Returns a search as request_key(2) makes it, which ignores expired keys. */
    static MemorySearch forLiveName(MemoryName name, long now) {
        return new MemorySearch(name, null, true, now);
    }

    /** Returns a search that determines possession; revoked and expired keys are possessed, too. */
    static MemorySearch forKey(MemoryKey key, long now) {
        return new MemorySearch(key.name(), key, false, now);
    }

    /**
     * Searches a keyring. The found key is possessed if the keyring is. The result is null if there is no such key; if
     * only unusable keys were found, the search is refused.
     */
    MemoryReference in(MemoryReference root) {
        obstacle = null;
        MemoryKey found =
                from(root.keyring(), root.permitting(MemoryPermission.SEARCH).possessed());
        if (found == null && obstacle != null) {
            throw new MemoryRefusal(obstacle);
        }
        return found == null ? null : new MemoryReference(found, root.possessed());
    }

    /**
     * Searches from the first keyring, which may itself be the result. In contrast to those below, it is not searched
     * if it is dead.
     */
    private MemoryKey from(MemoryKeyring root, boolean possessed) {
        if (root.name().equals(name)) {
            if (wanted == null && isDead(root)) {
                return null;
            }
            if (wanted == null || wanted == root) {
                return root;
            }
        }
        return below(root, possessed, 0);
    }

    private MemoryKey below(MemoryKeyring keyring, boolean possessed, int depth) {
        MemoryKey key = keyring.find(name);
        if (key != null && serves(key, possessed)) {
            return key;
        }
        if (depth < MemoryKeyring.MAX_DEPTH) {
            for (MemoryKeyring nested : keyring.nested()) {
                MemoryKey found =
                        nested.permits(MemoryPermission.SEARCH, possessed) ? below(nested, possessed, depth + 1) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private boolean serves(MemoryKey key, boolean possessed) {
        if (wanted == null ? isDead(key) : wanted != key) {
            return false;
        }
        if (!key.permits(MemoryPermission.SEARCH, possessed)) {
            obstacle = Errno.EACCES;
            return false;
        }
        return true;
    }

    private boolean isDead(MemoryKey key) {
        Optional<Errno> reason = key.unusable(now);
        reason.filter(errno -> errno != Errno.EKEYEXPIRED || !passesExpired).ifPresent(errno -> obstacle = errno);
        return reason.isPresent();
    }
}
