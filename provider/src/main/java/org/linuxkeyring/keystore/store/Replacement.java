package org.linuxkeyring.keystore.store;

import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Permissions;

/**
 * A new payload for an entry's key, which keeps its serial. Where the policy changes the key's mask, owner or group,
 * the key first gets a mask that grants no more than the old mask and the new one both do, so that the new payload is
 * never within the reach of anyone else, whenever the process is killed.
 */
final class Replacement {
    private static final int USER = 0x003f0000;
    private static final int GROUP = 0x00003f00;

    /**
     * The permissions by which the process gives the key its payload and then its mask: to search, write and set
     * attributes, as the key's possessor or its user.
     */
    private static final int TO_CHANGE = 0x2c2c0000;

    private final KeyringEntries entries;
    private final KeyName name;
    private final EntryPolicy policy;
    private final Optional<Narrowed> narrowed;
    private Optional<KernelKey> replaced = Optional.empty();

    private Replacement(KeyringEntries entries, KeyName name, EntryPolicy policy, Optional<Narrowed> narrowed) {
        this.entries = entries;
        this.name = name;
        this.policy = policy;
        this.narrowed = narrowed;
    }

    /**
     * Begins a replacement by narrowing the mask, where the key shows one that is too wide.
     *
     * @param found the entry's key; empty where a search did not find it, or was refused
     * @throws KeyringException if the key cannot get what the policy says, so that it has to stay as it is
     */
    static Replacement begin(KeyringEntries entries, KeyName name, EntryPolicy policy, Optional<KernelKey> found) {
        Optional<KernelKey> old = found.isPresent() || !setsMaskOrOwner(policy) ? found : entries.own(name);
        Optional<Narrowed> narrowed = Optional.empty();
        try {
            if (old.isPresent()) {
                KeyMetadata metadata = old.get().metadata();
                if (!metadata.grantsSetattr()) {
                    requireSettable(old.get(), policy);
                }
                int both = granted(metadata, policy);
                if (both != metadata.permissions().bits()) {
                    old.get().setPermissions(Permissions.of(both));
                    narrowed = Optional.of(new Narrowed(old.get(), metadata.permissions()));
                }
            }
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES && e.operation().equals("KEYCTL_DESCRIBE")) {
                requireSettable(old.get(), policy);
            } else if (!entries.isRemoved(name, old.get(), e)) {
                throw e;
            }
        }
        return new Replacement(entries, name, policy, narrowed);
    }

    private static boolean setsMaskOrOwner(EntryPolicy policy) {
        return policy.permissions().isPresent()
                || policy.owner().isPresent()
                || policy.group().isPresent();
    }

    /**
     * Refuses a key whose timeout, owner and mask can never be changed again: the key is given its timeout beforehand,
     * which the kernel refuses if the mask grants no setattr permission.
     *
     * @throws KeyringException if the new payload would lose the timeout
     */
    private static void requireSettable(KernelKey old, EntryPolicy policy) {
        try {
            policy.secondsLeft().ifPresent(old::setTimeout);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                throw new KeyringException(
                        "the mask of " + old + " grants no setattr permission, so that a new payload would lose the"
                                + " timeout. Nothing was changed. Delete the entry and store it anew",
                        e);
            }
        }
    }

    /** Returns what both masks grant to the same user and group, and what the change itself takes. */
    private static int granted(KeyMetadata old, EntryPolicy policy) {
        int before = old.permissions().bits();
        int after = policy.permissions().map(Permissions::bits).orElse(before);
        int same = 0xffffffff
                ^ (policy.owner().filter(uid -> uid != old.uid()).isPresent() ? USER : 0)
                ^ (policy.group().filter(gid -> gid != old.gid()).isPresent() ? GROUP : 0);
        return before & (after & same | TO_CHANGE);
    }

    /**
     * A key whose mask is narrowed.
     *
     * @param mask what it had before
     */
    private record Narrowed(KernelKey key, Permissions mask) {}

    /** Takes note that the key has the new payload, and returns it. */
    KernelKey replaced(KernelKey key) {
        replaced = Optional.of(key);
        return key;
    }

    /** Returns the mask that the key is to have after all; empty where it has it. */
    Optional<Permissions> mask() {
        return policy.permissions().or(() -> narrowed.map(Narrowed::mask));
    }

    /**
     * Ends a replacement that was refused: with the old payload the key gets the old mask again.
     *
     * @throws KeyringException the refusal, unless the new payload was stored and the key is removed by now
     */
    void refused(KeyringException e) {
        if (replaced.isEmpty()) {
            narrowed.ifPresent(old -> EntryStore.undo(e, () -> old.key().setPermissions(old.mask())));
            throw e;
        }
        KernelKey key = replaced.get();
        // The entry was stored. It is no failure that another process has removed it since.
        if (!(e instanceof KeyctlException refusal && entries.isRemoved(name, key, refusal))) {
            narrowed.flatMap(old -> mask()).ifPresent(mask -> EntryStore.undo(e, () -> key.setPermissions(mask)));
            throw new KeyringException(
                    "the entry is replaced, but its key has not got the timeout, owner and permissions it was"
                            + " to have: " + e.getMessage(),
                    e);
        }
    }
}
