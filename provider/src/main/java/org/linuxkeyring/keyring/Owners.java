package org.linuxkeyring.keyring;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;

/**
 * The users whose keys a keystore accepts as entries: the process's own user, root, and the users that its
 * configuration names. Whoever may link a key into a keyring that the keystore searches chooses the key's name and
 * payload, so another user's key would be taken for one of the process's own.
 */
public final class Owners {
    /** All users, for keyrings that are only shown and not trusted, and for those that no other user reaches. */
    static final Owners ALL = all(false);

    private static final int ROOT = 0;

    /** The number of keys to remember at most, which take some megabytes. */
    private static final int MOST_KNOWN = 65_536;

    private final Keyctl keyctl;
    private final int own;
    private final Set<Integer> named;
    private final boolean isSessionShared;
    private final boolean isAll;

    /**
     * The descriptions of keys that were accepted, by serial, so that no further call is made when a search finds one
     * again. A key changes its user only by KEYCTL_CHOWN with CAP_SYS_ADMIN, and a serial has 31 random bits
     * (security/keys/key.c, key_alloc_serial).
     */
    private final Map<Integer, Description> known = new ConcurrentHashMap<>();

    /**
     * Makes a set of accepted users.
     *
     * @param keyctl null if the owner of no key is looked up
     */
    private Owners(Keyctl keyctl, int own, Set<Integer> named, boolean isSessionShared, boolean isAll) {
        this.keyctl = keyctl;
        this.own = own;
        this.named = Set.copyOf(named);
        this.isSessionShared = isSessionShared;
        this.isAll = isAll;
    }

    /**
     * Returns all users, for callers that only show keyrings.
     *
     * @param isSessionShared whether the session keyring may be another user's
     */
    public static Owners all(boolean isSessionShared) {
        return new Owners(null, Keyctl.NO_USER, Set.of(), isSessionShared, true);
    }

    /**
     * Returns the process's own user, root, and the named users.
     *
     * @param named the users' numbers, as KEYCTL_DESCRIBE shows them
     * @param isSessionShared whether the session keyring may be another user's, who may then possess what this process
     *     possesses
     * @throws KeyringException if the kernel does not distinguish the process's own user from others, and no user is
     *     named
     */
    public static Owners of(Keyctl keyctl, Set<Integer> named, boolean isSessionShared) {
        int own = keyctl.effectiveUser();
        if (own == Keyctl.NO_USER && named.isEmpty()) {
            throw new KeyringException(
                    "in this user namespace the kernel shows this process's user by the number that stands"
                            + " for all users without one (/proc/sys/kernel/overflowuid), so that another user's"
                            + " keys cannot be told"
                            + " from its own. Run the process as a user that /proc/self/uid_map maps to another number"
                            + " (`unshare --map-current-user`), or set owners to that number (65534) and"
                            + " session=any, if no other user is"
                            + " about");
        }
        return new Owners(keyctl, own, named, isSessionShared, false);
    }

    /** Returns whether the keys of a user are accepted. */
    boolean include(int uid) {
        return isAll || uid == own || uid == ROOT || named.contains(uid);
    }

    /** Returns whether every key is accepted, so that no key's owner has to be looked up. */
    boolean includeAll() {
        return isAll;
    }

    /**
     * Refuses a session keyring that is another user's, who would possess what is linked into it, unless that is
     * allowed.
     */
    void requireOwnSession(Keyctl keyctl) {
        if (!isSessionShared) {
            SessionOwner.requireOwn(keyctl);
        }
    }

    /** Remembers an accepted key: a key that this process has just made or changed, or whose owner is accepted. */
    void remember(KernelKey key, Description description) {
        if (!isAll) {
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(key.serial(), description);
        }
    }

    /** Returns whether the key or keyring with this serial and description was accepted before. */
    boolean isKnown(int serial, Description description) {
        return description.equals(known.get(serial));
    }

    /**
     * Returns whether a key that a search has found by this description is accepted; empty if the key does not show its
     * owner.
     */
    Optional<Boolean> include(KernelKey key, Description description) {
        if (isAll || isKnown(key.serial(), description)) {
            return Optional.of(true);
        }
        try {
            int uid = KeyMetadata.parse(keyctl.describe(key.serial())).uid();
            boolean counts = include(uid);
            if (counts) {
                remember(key, description);
            } else {
                Log.warnOnce("Key " + key.serial() + " (" + Printable.name(description.toString()) + ") is taken for no"
                        + " entry: it belongs to " + user(uid) + ". If it is to be one, set owners="
                        + Integer.toUnsignedString(uid));
            }
            return Optional.of(counts);
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES -> Optional.empty();
                // The key has just died, which the caller notices when it reads the key.
                case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.of(true);
                default -> throw e;
            };
        }
    }

    /**
     * Returns whether a key that {@code keyring} links directly is accepted. A key whose mask grants no view permission
     * does not show its owner. It is accepted if no other user can have linked it: if the keyring is an accepted
     * user's, its mask lets no one else write, and no other user shares the session.
     */
    boolean include(KernelKey key, Description description, Keyring keyring) {
        Optional<Boolean> shown = include(key, description);
        boolean counts = shown.isPresent() ? shown.get() : !isSessionShared && isOursAlone(keyring);
        if (counts && shown.isEmpty()) {
            remember(key, description);
        }
        return counts;
    }

    private boolean isOursAlone(Keyring keyring) {
        try {
            KeyMetadata metadata = keyring.metadata();
            return include(metadata.uid()) && !metadata.letsOthersWrite();
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Refuses a keyring of a user who is not accepted: that user can read what is stored there, and choose what is
     * found.
     *
     * @param written the keyring as the settings name it
     * @param above the keyring that links it, if the path leads through one
     */
    void require(Keyring keyring, String written, Optional<Keyring> above) {
        if (isAll) {
            return;
        }
        try {
            int uid = keyring.metadata().uid();
            if (!include(uid)) {
                throw new KeyringException("keyring " + Printable.name(written) + " (" + keyring.serial()
                        + ") belongs to "
                        + user(uid) + ", who can read and change what is stored there. If that is as it should be, set "
                        + "owners=" + Integer.toUnsignedString(uid));
            }
        } catch (KeyctlException e) {
            boolean isShown = e.errno() != Errno.EACCES;
            if (isShown || isSessionShared || above.filter(this::isOursAlone).isEmpty()) {
                throw e.about("keyring " + Printable.name(written));
            }
        }
    }

    /** Refuses a change of a key that {@code keyring} links and that belongs to a user who is not accepted. */
    void requireOwn(KernelKey key, Description description, Keyring keyring) {
        if (!include(key, description, keyring)) {
            String owner =
                    include(key, description).isPresent() ? user(key.metadata().uid()) : "a user that it hides";
            throw new KeyringException("keyring " + keyring.serial() + " links key " + key.serial()
                    + " of the same name already, which belongs to " + owner
                    + ", and is not changed. Take it out (`keyctl unlink " + key.serial() + " " + keyring.serial()
                    + "`), or name that user in the setting owners");
        }
    }

    /** Returns the words for a user in an error message. */
    private String user(int uid) {
        return "user " + Integer.toUnsignedString(uid) + ", not to this process's user"
                + (own == Keyctl.NO_USER ? "" : " " + Integer.toUnsignedString(own));
    }
}
