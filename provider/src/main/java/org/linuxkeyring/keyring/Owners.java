package org.linuxkeyring.keyring;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;

/**
 * Whose keys a keystore takes for entries: those of the process's own user, of root, and of the users that its
 * configuration names. Whoever may link a key into a keyring that we search chooses its name and payload, so another
 * user's key would be believed for ours.
 */
public final class Owners {
    /** For keyrings that are looked at and not believed, and for those that no other user reaches. */
    static final Owners ALL = all(false);

    private static final int ROOT = 0;

    /** Some megabytes. */
    private static final int MOST_KNOWN = 65_536;

    private final Keyctl keyctl;
    private final int own;
    private final Set<Integer> named;
    private final boolean isSessionShared;
    private final boolean isAll;

    /**
     * The keys that were found to count, by serial, with their descriptions: a key changes its user by KEYCTL_CHOWN
     * with CAP_SYS_ADMIN alone, so that a search that finds it again takes no further call. A serial has 31 random bits
     * (security/keys/key.c, key_alloc_serial).
     */
    private final Map<Integer, Description> known = new ConcurrentHashMap<>();

    /** @param keyctl null where no key is asked for its owner */
    private Owners(Keyctl keyctl, int own, Set<Integer> named, boolean isSessionShared, boolean isAll) {
        this.keyctl = keyctl;
        this.own = own;
        this.named = Set.copyOf(named);
        this.isSessionShared = isSessionShared;
        this.isAll = isAll;
    }

    /**
     * All users, for who only looks at keyrings.
     *
     * @param isSessionShared whether another user's session is let be
     */
    public static Owners all(boolean isSessionShared) {
        return new Owners(null, Keyctl.NO_USER, Set.of(), isSessionShared, true);
    }

    /**
     * The process's own user, root, and some more.
     *
     * @param named their numbers, as KEYCTL_DESCRIBE shows them
     * @param isSessionShared whether the session keyring is another user's, who may possess what this process
     *     possesses, and that is let be
     * @throws KeyringException if the kernel does not tell the process's own user from others, and no user is named
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

    /** Whether the keys of a user count. */
    boolean include(int uid) {
        return isAll || uid == own || uid == ROOT || named.contains(uid);
    }

    /** Whether any key counts, so that none has to be asked for its owner. */
    boolean includeAll() {
        return isAll;
    }

    /** Refuses to let another user possess what is linked into the session keyring. */
    void requireOwnSession(Keyctl keyctl) {
        if (!isSessionShared) {
            SessionOwner.requireOwn(keyctl);
        }
    }

    /** A key that this process has just made, or changed, and that counted before. */
    void remember(KernelKey key, Description description) {
        if (!isAll) {
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(key.serial(), description);
        }
    }

    /** Whether that key, or keyring, was found to count before. */
    boolean isKnown(int serial, Description description) {
        return description.equals(known.get(serial));
    }

    /**
     * Whether a key that a search has found by this description counts, as far as it shows its owner; empty where it
     * does not show that.
     */
    Optional<Boolean> include(KernelKey key, Description description) {
        if (isAll || isKnown(key.serial(), description)) {
            return Optional.of(true);
        }
        try {
            boolean counts =
                    include(KeyMetadata.parse(keyctl.describe(key.serial())).uid());
            if (counts) {
                remember(key, description);
            }
            return Optional.of(counts);
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES -> Optional.empty();
                // It died just now, which who reads it will notice.
                case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.of(true);
                default -> throw e;
            };
        }
    }

    /**
     * Whether a key counts that {@code keyring} links itself. One that does not show its owner, since its mask grants
     * no view, counts where no other user can have linked it: in a keyring of ours to which the mask lets no one else
     * write, as long as none shares our session.
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
     * Refuses to go on with a keyring of a user who does not count: that user reads what is stored there, and chooses
     * what is found.
     *
     * @param written as the settings name it
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

    /** Refuses to let a change reach a key that {@code keyring} links and that is another user's. */
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

    /** A user in an error message. */
    private String user(int uid) {
        return "user " + Integer.toUnsignedString(uid) + ", not to this process's user"
                + (own == Keyctl.NO_USER ? "" : " " + Integer.toUnsignedString(own));
    }
}
