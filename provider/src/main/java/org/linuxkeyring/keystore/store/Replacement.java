package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
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
    private final Keyring destination;
    private final KeyName name;
    private final EntryPolicy policy;

    Replacement(KeyringEntries entries, Keyring destination, KeyName name, EntryPolicy policy) {
        this.entries = entries;
        this.destination = destination;
        this.name = name;
        this.policy = policy;
    }

    /**
     * A key whose mask is narrowed.
     *
     * @param mask what it had before
     */
    private record Narrowed(KernelKey key, Permissions mask) {}

    /**
     * Replaces the payload, or makes the key if there is none by now, and then sets the policy.
     *
     * @throws KeyringException if the kernel refuses; the entry is then what it was, unless the message says otherwise
     */
    void put(ByteBuffer payload) {
        Optional<Narrowed> narrowed = narrow();
        KernelKey key;
        try {
            key = destination.put(name.type(), name.description(), payload);
        } catch (KeyringException e) {
            narrowed.ifPresent(old -> EntryStore.undo(e, () -> old.key().setPermissions(old.mask())));
            throw e;
        }
        Optional<Permissions> mask = policy.permissions().or(() -> narrowed.map(Narrowed::mask));
        try {
            key.set(policy.secondsLeft(), policy.owner(), policy.group(), mask);
        } catch (KeyctlException e) {
            // The entry was stored. It is no failure that another process has removed it since.
            if (!entries.isRemoved(name, key, e)) {
                narrowed.ifPresent(old -> EntryStore.undo(e, () -> key.setPermissions(mask.get())));
                throw new KeyringException(
                        "the entry is replaced, but its key has not got the timeout, owner and permissions it was"
                                + " to have: " + e.getMessage(),
                        e);
            }
        }
    }

    /** Narrows the mask; empty where it is narrow enough, or there is no key, or none that shows its mask. */
    private Optional<Narrowed> narrow() {
        if (policy.permissions().isEmpty()
                && policy.owner().isEmpty()
                && policy.group().isEmpty()) {
            return Optional.empty();
        }
        Optional<KernelKey> old = entries.own(name);
        if (old.isEmpty()) {
            return Optional.empty();
        }
        KernelKey key = old.get();
        try {
            KeyMetadata metadata = key.metadata();
            int both = granted(metadata);
            if (both == metadata.permissions().bits()) {
                return Optional.empty();
            }
            key.setPermissions(Permissions.of(both));
            return Optional.of(new Narrowed(key, metadata.permissions()));
        } catch (KeyctlException e) {
            boolean isHidden = e.errno() == Errno.EACCES && e.operation().equals("KEYCTL_DESCRIBE");
            if (!isHidden && !entries.isRemoved(name, key, e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Returns what both masks grant to the same user and group, and what the change itself takes. */
    private int granted(KeyMetadata old) {
        int before = old.permissions().bits();
        int after = policy.permissions().map(Permissions::bits).orElse(before);
        int same = 0xffffffff
                ^ (policy.owner().filter(uid -> uid != old.uid()).isPresent() ? USER : 0)
                ^ (policy.group().filter(gid -> gid != old.gid()).isPresent() ? GROUP : 0);
        return before & (after & same | TO_CHANGE);
    }
}
