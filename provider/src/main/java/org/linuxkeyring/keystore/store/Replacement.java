package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimeLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Permissions;

/**
 * A new payload for an entry's key, which keeps its serial. An update drops the key's timeout, so that the policy comes
 * after the payload; what the kernel would refuse of the policy is tried before. Where the policy changes the key's
 * mask, owner or group, the key first gets a mask that grants no more than the old mask and the new one both do, so
 * that the new payload is never within the reach of anyone else, whenever the process is killed.
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
    private Optional<Narrowed> narrowed = Optional.empty();
    private Optional<KernelKey> replaced = Optional.empty();

    Replacement(KeyringEntries entries, KeyName name, EntryPolicy policy) {
        this.entries = entries;
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
     * Tries what the policy takes, and narrows the mask where it is too wide.
     *
     * @param found the entry's key; empty where a search did not find it, or was refused
     * @throws KeyringException if the key cannot get what the policy says, so that it has to stay as it is
     */
    void prepare(Optional<KernelKey> found, ByteBuffer payload) {
        Optional<KernelKey> old = found.isPresent() || !setsMaskOrOwner() ? found : entries.own(name);
        if (old.isEmpty()) {
            return;
        }
        KernelKey key = old.get();
        try {
            KeyMetadata metadata = key.metadata();
            if (metadata.letsWriteWithoutSetattr()) {
                requireSettable(key);
            }
            if (setsMaskOrOwner()) {
                requireOwner(metadata, payload);
                // The same mask again shows whether the process may set one.
                Permissions both = granted(metadata);
                key.setPermissions(both);
                narrowed = Optional.of(new Narrowed(key, metadata.permissions()))
                        .filter(wide -> !both.equals(wide.mask()));
            }
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES && e.operation().equals("KEYCTL_DESCRIBE")) {
                requireKnown(key, e);
                requireSettable(key);
            } else if (!entries.isRemoved(name, key, e)) {
                throw e;
            }
        }
    }

    private boolean setsMaskOrOwner() {
        return policy.permissions().isPresent() || setsOwner();
    }

    private boolean setsOwner() {
        return policy.owner().isPresent() || policy.group().isPresent();
    }

    /** Tries on another key whether the process may give a key that owner and group, before this key is theirs. */
    private void requireOwner(KeyMetadata old, ByteBuffer payload) {
        Optional<Integer> uid = policy.owner().filter(id -> id != old.uid());
        Optional<Integer> gid = policy.group().filter(id -> id != old.gid());
        if (uid.isPresent() || gid.isPresent()) {
            entries.scope()
                    .destination()
                    .newKey(name.type(), name.description())
                    .attempt(payload, key -> key.chown(uid, gid));
        }
    }

    /** Returns what both masks grant to the same user and group, and what the change itself takes. */
    private Permissions granted(KeyMetadata old) {
        int before = old.permissions().bits();
        int after = policy.permissions().map(Permissions::bits).orElse(before);
        int same = 0xffffffff
                ^ (policy.owner().filter(uid -> uid != old.uid()).isPresent() ? USER : 0)
                ^ (policy.group().filter(gid -> gid != old.gid()).isPresent() ? GROUP : 0);
        return Permissions.of(before & (after & same | TO_CHANGE));
    }

    /**
     * Refuses a key whose timeout, owner and mask can never be changed again: the key is given the timeout that it has,
     * or the new one if that is not known, which the kernel refuses if the mask grants no setattr permission.
     *
     * @throws KeyringException if the new payload would lose the timeout
     */
    private void requireSettable(KernelKey old) {
        if (policy.end().isEmpty()) {
            return;
        }
        old.requireWritable();
        try {
            boolean isUnlimited = old.timeLeft().filter(TimeLeft::isUnlimited).isPresent();
            EntryPolicy known =
                    KeyExpiry.of(old).map(EntryPolicy.NONE::expiringAt).orElse(isUnlimited ? EntryPolicy.NONE : policy);
            old.setTimeout(known.secondsLeft().orElse(0));
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                throw new KeyringException(
                        "the mask of " + old + " grants no setattr permission, so that a new payload would lose the"
                                + " timeout. Nothing was changed. Delete the entry and store it anew",
                        e);
            }
        }
    }

    /**
     * Refuses to change the mask, owner or group of a key that does not show them: the new payload might come within
     * the reach of those whom the old mask lets in.
     */
    private void requireKnown(KernelKey old, KeyctlException refusal) {
        if (setsMaskOrOwner()) {
            throw new KeyringException(
                    "the mask of " + old + " cannot be seen, and so not be changed together with the payload. Nothing"
                            + " was changed. Delete the entry and store it anew: " + refusal.getMessage(),
                    refusal);
        }
    }

    /** Takes note that the key has the new payload, and returns it. */
    KernelKey replaced(KernelKey key) {
        replaced = Optional.of(key);
        return key;
    }

    /** Returns whether the key has the new payload. */
    boolean isDone() {
        return replaced.isPresent();
    }

    /** Returns the mask that the key is to have after all; empty where it has it. */
    Optional<Permissions> mask() {
        return policy.permissions().or(() -> narrowed.map(Narrowed::mask));
    }

    /**
     * Ends a replacement that was refused. With the old payload the key gets the old mask again, and with the new one
     * the rest of the policy. Whom the mask is for depends on the owner and group, so without these it stays narrow.
     *
     * @throws KeyringException the refusal, unless the new payload was stored and the key is removed by now
     */
    void refused(KeyringException e) {
        if (replaced.isEmpty() || !(e instanceof KeyctlException refusal)) {
            narrowed.ifPresent(old -> EntryStore.undo(e, () -> old.key().setPermissions(old.mask())));
            throw e;
        }
        KernelKey key = replaced.get();
        // The entry was stored. It is no failure that another process has removed it since.
        if (entries.isRemoved(name, key, refusal)) {
            return;
        }
        List<KeyctlException> refusals = new ArrayList<>(List.of(refusal));
        if (refusal.operation().equals("KEYCTL_SET_TIMEOUT")) {
            try {
                key.set(Optional.empty(), policy.owner(), policy.group(), mask());
            } catch (KeyctlException second) {
                refusals.add(second);
            }
        }
        throw incomplete(refusals);
    }

    private static KeyringException incomplete(List<KeyctlException> refusals) {
        String lacking = refusals.stream()
                .map(refusal -> switch (refusal.operation()) {
                    case "KEYCTL_SET_TIMEOUT" -> "timeout";
                    case "KEYCTL_CHOWN" -> "owner, group and mask";
                    default -> "mask";
                })
                .collect(Collectors.joining(", "));
        return new KeyringException(
                "the entry is replaced, but its key has not got what it was to have (" + lacking + ")"
                        + (lacking.endsWith("mask")
                                ? "; its mask grants no more than the old and the new one both do"
                                : "")
                        + ". Store the entry again, or delete it: "
                        + refusals.get(0).getMessage(),
                refusals.get(0));
    }
}
