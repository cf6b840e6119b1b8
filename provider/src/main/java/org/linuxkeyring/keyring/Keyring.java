package org.linuxkeyring.keyring;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.QuotaRetry;
import org.linuxkeyring.spec.Restriction;

/** One keyring in the kernel, by its serial, which stays the same in every thread (unlike a special ID). */
public final class Keyring implements SearchScope {
    /** How often a step is tried that another process may come in between of. */
    static final int ATTEMPTS = 100;

    private final Keyctl keyctl;
    private final int serial;
    private final Owners owners;
    private final String path;

    /** One that is looked at as it is, whosever keys it links. */
    public Keyring(Keyctl keyctl, int serial) {
        this(keyctl, serial, Owners.ALL, Integer.toString(serial));
    }

    /** @param path what to write in settings to name it */
    public Keyring(Keyctl keyctl, int serial, Owners owners, String path) {
        this.keyctl = keyctl;
        this.serial = serial;
        this.owners = owners;
        this.path = path;
    }

    /** The serial number, positive. */
    public int serial() {
        return serial;
    }

    public String path() {
        return path;
    }

    /** The keys and keyrings that it links itself, in the kernel's order, dead ones too; needs read permission. */
    public List<KernelKey> keys() {
        return Arrays.stream(keyctl.readKeyring(serial))
                .mapToObj(key -> new KernelKey(keyctl, key))
                .toList();
    }

    /** Type, owner, permission mask and name; needs view permission. */
    KeyMetadata metadata() {
        return new KernelKey(keyctl, serial).metadata();
    }

    @Override
    public Optional<KernelKey> search(KeyType type, Description description) {
        int key = keyctl.search(serial, type.bytes(), description.raw(), Keyctl.NO_KEY);
        if (key == Keyctl.NO_KEY) {
            return Optional.empty();
        }
        KernelKey found = new KernelKey(keyctl, key);
        return owners.include(found, description).orElse(false)
                ? Optional.of(found)
                : new OwnKeys(keyctl, owners, type, description).first(List.of(this));
    }

    /** What the kernel's search finds, whosever it is. */
    Optional<KernelKey> find(KeyType type, Description description) {
        int found = keyctl.search(serial, type.bytes(), description.raw(), Keyctl.NO_KEY);
        return found == Keyctl.NO_KEY ? Optional.empty() : Optional.of(new KernelKey(keyctl, found));
    }

    /**
     * Of a dead key request_key(2) is asked, too: it has an expired one made anew, and answers EKEYREVOKED for a
     * revoked one.
     */
    @Override
    public void request(KeyType type, Description description, byte[] calloutInfo) {
        if (isMissing(type, description) && !isAnothersElsewhere(type, description)) {
            keyctl.requestKey(type.bytes(), description.raw(), calloutInfo, serial);
        }
    }

    /** What request_key(2) finds it links here, without asking a helper; what it refuses, it will again. */
    private boolean isAnothersElsewhere(KeyType type, Description description) {
        try {
            return !owners.includeAll()
                    && new ProcessKeyrings(keyctl, this, Owners.ALL)
                            .search(type, description)
                            .filter(found -> !owners.include(found, description).orElse(false))
                            .isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private boolean isMissing(KeyType type, Description description) {
        try {
            return search(type, description).isEmpty();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED -> true;
                default -> throw e;
            };
        }
    }

    @Override
    public List<LinkedKey> list(KnownNames known) {
        return KeyringListing.of(List.of(this), owners, known);
    }

    @Override
    public Keyring destination() {
        return this;
    }

    @Override
    public Occurrences occurrences(KeyName name, KnownNames known) {
        return Occurrences.of(List.of(this), this, name, known);
    }

    @Override
    public List<KeyringTree> trees() {
        return KeyringTree.of(keyctl, List.of(this));
    }

    /**
     * Makes the key in this keyring, or replaces the payload of the one that this keyring links itself, by one
     * add_key(2). In a keyring below there may be another of that name, which it hides then.
     */
    public KernelKey put(KeyType type, Description description, ByteBuffer payload) {
        boolean mayBeUpdated = new OwnKeys(keyctl, owners, type, description).mayBeUpdatedIn(this);
        QuotaRetry retry = new QuotaRetry(keyctl);
        while (mayBeUpdated) {
            try {
                return addOnce(type, description, payload);
            } catch (KeyctlException e) {
                mayBeUpdated = e.errno() != Errno.EDQUOT || !type.equals(KeyType.BIG_KEY);
                if (mayBeUpdated) {
                    retry.pauseAfter(e);
                }
            }
        }
        return newKey(type, description).displace(payload);
    }

    /** Adds a key by add_key(2), again where the quota only looks used up. */
    KernelKey add(KeyType type, Description description, ByteBuffer payload) {
        QuotaRetry retry = new QuotaRetry(keyctl);
        while (true) {
            try {
                return addOnce(type, description, payload);
            } catch (KeyctlException e) {
                retry.pauseAfter(e);
            }
        }
    }

    private KernelKey addOnce(KeyType type, Description description, ByteBuffer payload) {
        try {
            KernelKey key = new KernelKey(keyctl, keyctl.addKey(type.bytes(), description.raw(), payload, serial));
            owners.remember(key, description);
            return key;
        } catch (KeyctlException e) {
            throw RestrictedKeyring.explained(e, keyctl);
        }
    }

    /**
     * Lets this keyring take only such keys from now on, for ever; needs setattr permission.
     *
     * @return false if it was restricted before, which stays as it was
     */
    public boolean restrict(Restriction restriction) {
        return RestrictedKeyring.restrict(keyctl, serial, restriction);
    }

    /**
     * Makes a new key that has its policy from the first instant at which anyone can find it.
     *
     * @param policy gives the key what it is to have, and leaves it the permission to be linked
     * @return empty if there is a live key of that name by now, which stays as it is
     */
    public Optional<KernelKey> putNew(
            KeyType type, Description description, ByteBuffer payload, Consumer<KernelKey> policy) {
        // A dead key of this name gives way to the new one, and another user's live one does not.
        new OwnKeys(keyctl, owners, type, description).mayBeUpdatedIn(this);
        return newKey(type, description).put(payload, policy);
    }

    private NewKey newKey(KeyType type, Description description) {
        return new NewKey(keyctl, owners, this, new KeyName(type, description));
    }

    /** Moves a key here, or fails with EEXIST where this keyring links any of that name. */
    void take(KernelKey made, Description description, Keyring from) {
        QuotaRetry.run(keyctl, () -> {
            keyctl.move(made.serial(), from.serial, serial);
            owners.remember(made, description);
            return made;
        });
    }

    /** The live key of that name that this keyring links itself. Without read permission, what it finds counts. */
    public Optional<KernelKey> own(KeyType type, Description description) {
        try {
            return search(type, description).filter(this::links);
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    /**
     * Unlinks the live key of that name that this keyring links itself, whichever it is by now.
     *
     * @return false where there is none
     */
    public boolean remove(KeyType type, Description description) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<KernelKey> own = own(type, description);
            if (own.isEmpty() || unlink(own.get())) {
                return own.isPresent();
            }
        }
        throw new KeyringException(new KeyName(type, description) + " is not linked by " + this
                + ", which may not be read, or another process replaces it over and over. Grant read permission, or try"
                + " again");
    }

    /** Takes a key out, which dies with its last link; false if this keyring did not link it. */
    boolean unlink(KernelKey key) {
        try {
            keyctl.unlink(key.serial(), serial);
            return true;
        } catch (KeyctlException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOKEY) {
                return false;
            }
            throw e;
        }
    }

    /** A keyring that this one links, by the same owners. */
    Keyring below(KernelKey keyring) {
        return below(keyring, Integer.toString(keyring.serial()));
    }

    /** The same, with what to write in settings to name it. */
    Keyring below(KernelKey keyring, String written) {
        return new Keyring(keyctl, keyring.serial(), owners, written);
    }

    /** Whether this keyring links the key itself, not one below it. Without read permission that is assumed. */
    public boolean links(KernelKey key) {
        try {
            int[] links = keyctl.readKeyring(serial);
            return IntStream.of(links).anyMatch(link -> link == key.serial());
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return true;
            }
            throw e;
        }
    }

    /** The keyring of that name that this one links. */
    Optional<Keyring> child(String name) {
        return new ChildKeyring(keyctl, this, name).find();
    }

    /** The keyring of that name that this one links, made if there is none. */
    public Keyring childOrNew(String name) {
        return new ChildKeyring(keyctl, this, name).findOrMake();
    }

    /** Makes a keyring here, in the place of one of that name. */
    Keyring newKeyring(String name) {
        return below(add(KeyType.KEYRING, Description.of(name), ByteBuffer.allocate(0)));
    }

    @Override
    public String toString() {
        return "keyring " + Printable.name(path) + (path.equals(Integer.toString(serial)) ? "" : " (" + serial + ")");
    }
}
