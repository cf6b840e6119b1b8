package org.linuxkeyring.processes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.spec.Permissions;

/**
 * What is seen of one key.
 *
 * @param contents the generation of an entry's contents, or what is wrong with them; empty for a keyring or a held key
 * @param owner the uid and gid
 * @param timeout {@code none}, {@code soon} for at most a minute, or else the unit in which the kernel shows it
 * @param isEndNoted whether the entry notes its end, which counts where the kernel has no timeout
 */
record KeyState(String contents, int mask, String owner, String timeout, boolean isEndNoted) {
    /** A possessor's permission to link the key, and to set the mask that takes it away. */
    private static final int LINK_AT_FIRST = 0x30000000;

    private static final int LINK = 0x10000000;

    /** What a possessor and the key's user need to search, write and set attributes. */
    private static final int TO_CHANGE = 0x2c2c0000;

    static final String NONE = "none";
    static final String SOON = "soon";

    static KeyState of(String[] described, String contents, String timeout, boolean isEndNoted) {
        int mask = Permissions.of("0x" + described[3]).bits();
        return new KeyState(contents, mask, described[1] + ":" + described[2], timeout, isEndNoted);
    }

    private KeyState permitting(int other) {
        return new KeyState(contents, other, owner, timeout, isEndNoted);
    }

    private KeyState ownedBy(String other) {
        return new KeyState(contents, mask, other, timeout, isEndNoted);
    }

    KeyState withoutEnd() {
        return new KeyState(contents, mask, owner, NONE, false);
    }

    private KeyState withoutTimeout() {
        return new KeyState(contents, mask, owner, NONE, isEndNoted);
    }

    /**
     * Returns the states in which a change may leave a key that it ends halfway: that before, that after, and between
     * them those that docs/ARCHITECTURE.md tells. The contents are always old or new. An update drops the timeout, and
     * then the noted end counts. The mask of a replaced key that gets another grants no more than both do, and what the
     * change itself takes, and so it is until the key has its new owner. The mask of a new key that forbids linking it
     * is set when the key is linked.
     */
    static Set<Optional<KeyState>> between(Optional<KeyState> before, Optional<KeyState> after) {
        Set<KeyState> known = new HashSet<>();
        before.ifPresent(known::add);
        after.ifPresent(known::add);
        after.filter(KeyState::isEndNoted).map(KeyState::withoutTimeout).ifPresent(known::add);
        if (before.isPresent() && after.isPresent()) {
            int both = before.get().mask & (after.get().mask | TO_CHANGE);
            Set.copyOf(known).forEach(state -> known.add(state.permitting(both)));
            Set.copyOf(known).forEach(state -> known.add(state.permitting(both).ownedBy(before.get().owner)));
        } else if (after.isPresent() && (after.get().mask & LINK) == 0) {
            known.add(after.get().permitting(after.get().mask | LINK_AT_FIRST));
        }
        Set<Optional<KeyState>> all = new HashSet<>(List.of(before, after));
        known.forEach(state -> all.add(Optional.of(state)));
        return all;
    }

    @Override
    public String toString() {
        return String.format(
                "[%s mask %08x owner %s timeout %s%s]", contents, mask, owner, timeout, isEndNoted ? " end noted" : "");
    }
}
