package org.linuxkeyring.keyring;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.QuotaRetry;
import org.linuxkeyring.spec.KeyringPath;

/** A finder of the keyrings that settings name, which also makes sure that the process can read the keys in them. */
public final class Keyrings {
    /** The number of names of a path that a search follows wherever a usual session links the root. */
    private static final int SURELY_REACHED = 2;

    private final Keyctl keyctl;
    private final Owners owners;

    /** Makes a finder for callers that show keyrings as they are, whoever owns them. */
    public Keyrings(Keyctl keyctl) {
        this(keyctl, Owners.ALL);
    }

    /**
     * Makes a finder that accepts the keys and keyrings of some users.
     *
     * @param owners the users whose keys are found in the keyrings, and whose keyrings may be named
     */
    public Keyrings(Keyctl keyctl, Owners owners) {
        this.keyctl = keyctl;
        this.owners = owners;
    }

    /**
     * Returns the keyrings that a process searches by itself; new keys go to the user keyring.
     *
     * @throws KeyringException if the user keyring is not possessed and cannot be linked
     */
    public SearchScope ofProcess() {
        return new ProcessKeyrings(keyctl, possessed(special(Keyctl.USER_KEYRING, "@u"), "@u"), owners);
    }

    /**
     * Returns the keyring at the end of a path.
     *
     * @param create whether missing keyrings of the path are made
     * @throws KeyringException if the keyring is missing, cannot be made, is not possessed and cannot be linked, is
     *     another user's, or is too deep for a search
     */
    public Keyring at(KeyringPath path, boolean create) {
        Keyring root = root(path, create);
        if (KeyringRoot.isOfAnyUser(path)) {
            owners.require(root, path.toString(), Optional.empty());
        }
        Keyring keyring = KeyringRoot.isConfined(path) ? root : possessed(root, path.toString());
        String parentName = KeyringRoot.forKeyctl(path, keyring.serial());
        for (String name : path.names()) {
            Keyring parent = keyring;
            String above = parentName;
            keyring =
                    create ? parent.childOrNew(name) : parent.child(name).orElseThrow(() -> missing(path, name, above));
            parentName = Integer.toString(keyring.serial());
            if (!owners.isKnown(keyring.serial(), Description.of(name))) {
                owners.require(keyring, path.toString(), Optional.of(parent));
            }
        }
        if (path.names().size() > SURELY_REACHED) {
            requireReached(keyring, path);
        }
        return new Keyring(keyctl, keyring.serial(), owners, path.toString());
    }

    /**
     * Refuses a keyring that is too deep for a search from the process's keyrings to enter it: no key in it would be
     * possessed, so that none could be read, not even one that was just stored there.
     */
    private void requireReached(Keyring keyring, KeyringPath path) {
        if (!new ProcessKeyrings(keyctl, keyring, Owners.ALL).reaches(keyring)) {
            throw new KeyringException("keyring " + shown(path) + " is too deep: a search follows keyrings "
                    + KeyringWalk.MAX_DEPTH + " levels down from the session keyring, so no key in it could be read."
                    + " Link a keyring of the path higher up: keyctl link SERIAL @s");
        }
    }

    /**
     * Returns all that the process sees, from its thread, process and session keyrings down; links nothing to see more.
     */
    public List<KeyringTree> trees() {
        return KeyringTree.of(keyctl, ProcessKeyrings.roots(keyctl, owners));
    }

    /**
     * Returns the keyring at the end of a path, with all that is below it.
     *
     * @throws KeyringException as {@link #at} does for a keyring that is missing or cannot be used
     */
    public List<KeyringTree> trees(KeyringPath path) {
        return at(path, false).trees();
    }

    /**
     * Unlinks the keyring at the end of a path from the keyring above it; keys that no other keyring links die with it.
     *
     * @throws KeyringException if the keyring is missing, cannot be used, or is not named as a keyring below another
     */
    public void remove(KeyringPath path) {
        KeyringPath above = path.above()
                .orElseThrow(() -> new KeyringException("keyring " + shown(path)
                        + " cannot be removed: it is no keyring below another, such as @u/shop"));
        Keyring parent = at(above, false);
        String name = path.names().get(path.names().size() - 1);
        String shownParent = above.names().isEmpty()
                ? KeyringRoot.forKeyctl(above, parent.serial())
                : Integer.toString(parent.serial());
        Keyring keyring = parent.child(name).orElseThrow(() -> missing(path, name, shownParent));
        parent.unlink(new KernelKey(keyctl, keyring.serial()));
    }

    /** Refuses a missing keyring; {@code parent} is the keyring above it as keyctl(1) takes it. */
    private static KeyringException missing(KeyringPath path, String name, String parent) {
        String remedy = KeyringRoot.isConfined(path)
                ? "No other process can make it: set create=true"
                : "Make it: keyctl newring " + Printable.name(name) + " " + parent
                        + ", or let a keystore make it (create=true)";
        return new MissingKeyringException(
                "keyring " + shown(path) + " does not exist: there is no keyring '" + Printable.name(name) + "' in "
                        + parent,
                parent,
                remedy);
    }

    private static String shown(KeyringPath path) {
        return Printable.name(path.toString());
    }

    private Keyring root(KeyringPath path, boolean create) {
        if (path.root().equals(KeyringRoot.PERSISTENT)) {
            owners.requireOwnSession(keyctl);
            return keyring(keyctl.persistentKeyring(
                    -1, special(Keyctl.SESSION_KEYRING, "@s").serial()));
        }
        if (path.root().startsWith(KeyringRoot.BY_NAME)) {
            return named(path);
        }
        int id = KeyringRoot.id(path);
        if (KeyringRoot.isConfined(path) && create) {
            return keyring(keyctl.keyringId(id, true));
        }
        // A serial is not resolved: that takes more permission than a keyring grants before it is possessed.
        Keyring root = id > 0 ? keyring(id) : special(id, path.root());
        KeyMetadata metadata = existing(path.root(), root::metadata);
        if (!metadata.type().equals(KeyType.KEYRING)) {
            throw new KeyringException(Printable.name(path.root()) + " is no keyring but a key of type "
                    + metadata.type() + ". Name a keyring: keyctl show lists them");
        }
        return root;
    }

    private Keyring keyring(int serial) {
        return new Keyring(keyctl, serial, owners, Integer.toString(serial));
    }

    /**
     * Finds a keyring by its name, also in the user keyring: which keyring a keystore finds must not depend on whether
     * the session links the user keyring.
     */
    private Keyring named(KeyringPath path) {
        String name = path.root().substring(KeyringRoot.BY_NAME.length());
        Description description = Description.of(name);
        int visible = keyctl.requestKey(KeyType.KEYRING.bytes(), description.raw(), null, Keyctl.NO_KEY);
        boolean isOurs = visible != Keyctl.NO_KEY
                && owners.include(new KernelKey(keyctl, visible), description).orElse(true);
        int inUserKeyring = isOurs ? Keyctl.NO_KEY : inUserKeyring(description);
        // Another user's keyring is returned if there is no other of that name: the caller refuses it by its owner.
        int found = inUserKeyring == Keyctl.NO_KEY ? visible : inUserKeyring;
        if (found == Keyctl.NO_KEY) {
            throw new MissingKeyringException(
                    "keyring " + shown(path)
                            + " does not exist: neither a keyring of the process nor @u links one named '"
                            + Printable.name(name) + "'",
                    "",
                    "Make it: keyctl newring " + Printable.name(name) + " @u");
        }
        return keyring(found);
    }

    /**
     * Searches the user keyring by its special ID, which lends possession of that keyring to the call
     * (security/keys/process_keys.c, lookup_user_key).
     */
    private int inUserKeyring(Description name) {
        return keyctl.search(Keyctl.USER_KEYRING, KeyType.KEYRING.bytes(), name.raw(), Keyctl.NO_KEY);
    }

    /** Resolves a special ID once, and never lets the kernel make a session keyring for the calling thread alone. */
    private Keyring special(int id, String written) {
        return existing(written, () -> new Keyring(keyctl, keyctl.keyringId(id, false), owners, written));
    }

    private static <T> T existing(String written, Supplier<T> question) {
        try {
            return question.get();
        } catch (KeyctlException e) {
            if (e.errno() == Errno.ENOKEY) {
                throw new NoSuchKeyringException(
                        "keyring " + Printable.name(written) + " does not exist (" + e.operation() + ": " + e.errno()
                                + "). keyctl show lists the keyrings there are",
                        e);
            }
            throw e.about("keyring " + Printable.name(written));
        }
    }

    /**
     * Links a keyring into the session keyring unless the process possesses it already. The default permission mask
     * lets only a possessor read a key, and a key is possessed if a search from the thread, process or session keyring
     * would find it (keyrings(7), "Possession"). That mask also lets only a possessor link a keyring, whereas the mask
     * of the user keyring lets its user link it. So for a keyring below the user keyring, the user keyring is linked
     * instead.
     */
    private Keyring possessed(Keyring keyring, String written) {
        Description name = keyring.metadata().description();
        int visible = keyctl.requestKey(KeyType.KEYRING.bytes(), name.raw(), null, Keyctl.NO_KEY);
        ProcessKeyrings process = new ProcessKeyrings(keyctl, keyring, Owners.ALL);
        if (visible != keyring.serial() && !process.reaches(keyring)) {
            if (inUserKeyring(name) == keyring.serial()) {
                linkIntoSession(special(Keyctl.USER_KEYRING, "@u"), written);
            } else {
                linkIntoSession(keyring, written);
            }
        }
        return keyring;
    }

    /** Links a keyring, unless another thread, or another process of the session, has linked it meanwhile. */
    private void linkIntoSession(Keyring keyring, String written) {
        owners.requireOwnSession(keyctl);
        try {
            Keyring session = special(Keyctl.SESSION_KEYRING, "@s");
            Optional<Keyring> sameName =
                    session.child(keyring.metadata().description().toString());
            if (sameName.isPresent() && sameName.get().serial() != keyring.serial()) {
                throw new KeyringException(
                        "linking it would displace the keyring of the same name in the session keyring");
            }
            QuotaRetry.run(keyctl, () -> {
                keyctl.link(keyring.serial(), session.serial());
                return keyring;
            });
        } catch (KeyringException e) {
            throw new KeyringException(
                    "keyring " + Printable.name(written)
                            + " is not possessed, so its keys could not be read, and it could not be"
                            + " linked into the session keyring. Start the process in a session that links it:"
                            + " keyctl session - sh -c 'keyctl link " + keyring.serial()
                            + " @s; exec java ...'. What the kernel said: " + e.getMessage(),
                    e);
        }
    }
}
