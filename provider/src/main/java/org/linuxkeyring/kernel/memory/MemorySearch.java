package org.linuxkeyring.kernel.memory;

import java.util.Optional;
import org.linuxkeyring.error.Errno;

/**
 * A search through a tree of keyrings as the kernel makes it (search_nested_keyrings in security/keys/keyring.c): the
 * keys of a keyring before those of the keyrings in it, and these one after the other, each to its end, six deep.
 *
 * <p>A key that has the name but is dead or not permitted does not end the search; only when nothing better is found
 * does the last of them tell why.
 */
final class MemorySearch {
    private final MemoryName name;
    /** The one key that will do, dead or alive, or null where any live one of the name will. */
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

    /** As KEYCTL_SEARCH searches. */
    static MemorySearch forName(MemoryName name, long now) {
        return new MemorySearch(name, null, false, now);
    }

    /** As request_key(2) searches, which takes an expired key for none. */
    static MemorySearch forLiveName(MemoryName name, long now) {
        return new MemorySearch(name, null, true, now);
    }

    /** As possession is found out: revoked and expired keys are possessed too. */
    static MemorySearch forKey(MemoryKey key, long now) {
        return new MemorySearch(key.name(), key, false, now);
    }

    /**
     * The key, possessed if the keyring is, or null where there is none; a refusal where only useless ones were met.
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
     * The first keyring may itself be what is looked for. Then, other than those below, it is not searched by name if
     * it is dead.
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
