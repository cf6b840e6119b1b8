package org.linuxkeyring.keystore.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.KnownNames;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * The keys that the kernel holds for an entry and that the entry does not name any more, or that a killed process left
 * behind: all keys in the keyring that changes go to whose names belong to that entry alone ({@link HeldName}). Keys of
 * other tools are left to those tools.
 */
final class UnusedKeys {
    /** The time for which a replaced key still works, so that a handshake that began with the key can end. */
    private static final int GRACE_SECONDS = 60;

    private final HeldEntries entries;
    private final KnownNames known = new KnownNames();

    /**
     * The keys that this keystore has retired. They are not looked at again unless an entry has named them since. A key
     * whose timeout was refused is not among them, so that each change tries again.
     */
    private final Set<KernelKey> retired = ConcurrentHashMap.newKeySet();

    UnusedKeys(HeldEntries entries) {
        this.entries = entries;
    }

    /**
     * Returns the name of the key held for an entry that this process may not read: that of its own keys which does not
     * end soon, if there is one alone, and if the keyring can be listed.
     */
    Optional<KeyName> current(KeyName entry) {
        try {
            List<KeyName> live = own(entry).stream()
                    .filter(link -> !endsSoon(link.key()))
                    .map(LinkedKey::name)
                    .toList();
            return live.size() == 1 ? Optional.of(live.get(0)) : Optional.empty();
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Gives the unused keys of an entry a short timeout.
     *
     * @param old the name of the key that the entry has just named, which is removed if it can have no timeout
     * @throws KeyringException if the kernel refuses to end that key
     */
    void retire(KeyName entry, Optional<KeyName> old) {
        old.filter(name -> HeldName.isOf(entry, name))
                .ifPresent(held -> twice(
                        () -> retireNamed(entry, held),
                        "the entry is stored, but the key that the kernel held for it before, " + held
                                + ", is not ended. Unless the entry names it again, unlink it (`keyctl unlink`)"));
        sweep(entry, left -> retireLeft(entry, left));
    }

    /**
     * Removes the unused keys of an entry that has just been removed.
     *
     * @param named the name of the key that the entry named
     * @throws KeyringException if the kernel refuses to remove that key
     */
    void remove(KeyName entry, KeyName named) {
        if (HeldName.isOf(entry, named)) {
            twice(
                    () -> removeNamed(entry, named),
                    "the entry is removed, but the key that the kernel held for it, " + named
                            + ", is not. Unless an entry names it again, unlink it (`keyctl unlink`)");
        }
        sweep(entry, left -> remove(left.name()));
    }

    /** Ends a key that no later change might look for: what is refused once is tried once more. */
    private static void twice(Runnable ending, String otherwise) {
        try {
            ending.run();
        } catch (KeyringException refused) {
            try {
                ending.run();
            } catch (KeyringException e) {
                throw new KeyringException(otherwise + ": " + e.getMessage(), e);
            }
        }
    }

    /** Ends the other unused keys. What the kernel refuses of them is left to the next change. */
    private void sweep(KeyName entry, Consumer<LinkedKey> ending) {
        try {
            Optional<KeyName> inUse = noted(entry);
            own(entry).stream()
                    .filter(link -> inUse.filter(link.name()::equals).isEmpty())
                    .forEach(ending);
        } catch (KeyctlException e) {
            // The entry is what the caller wants it to be.
        }
    }

    private void retireNamed(KeyName entry, KeyName held) {
        key(entry, held).ifPresent(key -> {
            if (!isNamed(entry, held)) {
                if (!retire(held, key, true)) {
                    return;
                }
                retired.add(key);
            }
            if (retired.contains(key)) {
                reinstateIfNamed(entry, held);
            }
        });
    }

    /** Returns the key of that name; one that no search may find is found by the listing. */
    private Optional<KernelKey> key(KeyName entry, KeyName held) {
        try {
            return entries.scope().destination().own(held.type(), held.description());
        } catch (KeyctlException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            return own(entry).stream()
                    .filter(link -> link.name().equals(held))
                    .map(LinkedKey::key)
                    .findFirst();
        }
    }

    private void retireLeft(KeyName entry, LinkedKey left) {
        if (retired.contains(left.key()) || !retire(left.name(), left.key(), false)) {
            return;
        }
        retired.add(left.key());
        twice(
                () -> reinstateIfNamed(entry, left.name()),
                "the entry is stored, but the key that the kernel holds for it may end within a minute. Store the"
                        + " entry again");
    }

    private void removeNamed(KeyName entry, KeyName named) {
        if (!isNamed(entry, named)) {
            remove(named);
        }
    }

    private void remove(KeyName held) {
        entries.scope().destination().remove(held.type(), held.description());
    }

    /** Returns whether an entry notes this key; false for an entry that cannot be read. */
    private boolean isNamed(KeyName entry, KeyName held) {
        try {
            return noted(entry).filter(held::equals).isPresent();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> false;
                default -> throw e;
            };
        }
    }

    private Optional<KeyName> noted(KeyName entry) {
        return entries.own(entry).isPresent() ? entries.noted(entry) : Optional.empty();
    }

    private List<LinkedKey> own(KeyName entry) {
        Keyring destination = entries.scope().destination();
        List<LinkedKey> all = destination.list(known).stream()
                .filter(link -> link.keyring().serial() == destination.serial())
                .toList();
        retired.retainAll(all.stream().map(LinkedKey::key).collect(Collectors.toSet()));
        return all.stream().filter(link -> HeldName.isOf(entry, link.name())).toList();
    }

    /**
     * Sets a short timeout on a key, unless the key expires as soon anyhow: another process may have retired it
     * already.
     *
     * @return whether the key has a timeout; the mask of one that the kernel made lets nobody set it
     */
    private boolean retire(KeyName held, KernelKey key, boolean wasNamed) {
        try {
            if (!endsSoon(key)) {
                key.setTimeout(GRACE_SECONDS);
            }
            return true;
        } catch (KeyctlException e) {
            // The key's mask may forbid setting a timeout, but the keyring may still unlink the key.
            if (wasNamed) {
                remove(held);
            }
            return false;
        }
    }

    private static boolean endsSoon(KernelKey key) {
        return key.timeLeft()
                .filter(left -> !left.isUnlimited() && left.atLeast().toSeconds() <= GRACE_SECONDS)
                .isPresent();
    }

    /**
     * Undoes the retirement of a key if the entry names it: another process may have stored the entry with its new key
     * meanwhile, which until then seemed to be left behind.
     */
    private void reinstateIfNamed(KeyName entry, KeyName held) {
        if (isNamed(entry, held)) {
            int seconds = entries.kept(entry).flatMap(EntryPolicy::secondsLeft).orElse(0);
            entries.own(held).ifPresent(key -> key.setTimeout(seconds));
        }
    }
}
