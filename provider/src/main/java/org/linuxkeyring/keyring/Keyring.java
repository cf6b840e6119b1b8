package org.linuxkeyring.keyring;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

/** One keyring in the kernel, identified by its serial, which all threads share (unlike some special keyring IDs). */
public final class Keyring implements SearchScope {
    /** The number of attempts at a step with which another process may interfere. */
    static final int ATTEMPTS = 100;

    private final Keyctl keyctl;
    private final int serial;
    private final Owners owners;
    private final String path;

    /** Makes a keyring whose keys are all shown, whoever owns them. */
    public Keyring(Keyctl keyctl, int serial) {
        this(keyctl, serial, Owners.ALL, Integer.toString(serial));
    }

    /** Makes a keyring with the {@code path} that names it in settings. */
    public Keyring(Keyctl keyctl, int serial, Owners owners, String path) {
        this.keyctl = keyctl;
        this.serial = serial;
        this.owners = owners;
        this.path = path;
    }

    /** Returns the serial, which is positive. */
    public int serial() {
        return serial;
    }

    public String path() {
        return path;
    }

    /** Returns the keys that this keyring links, dead ones too, in the kernel's order; needs read permission. */
    public List<KernelKey> keys() {
        return Arrays.stream(keyctl.readKeyring(serial))
                .mapToObj(key -> new KernelKey(keyctl, key))
                .toList();
    }

    /** Returns the type, owner, permission mask and name; needs view permission. */
    KeyMetadata metadata() {
        return new KernelKey(keyctl, serial).metadata();
    }

    @Override
    public Optional<KernelKey> search(KeyType type, Description description) {
        Optional<KernelKey> found = find(type, description);
        return found.isEmpty() || owners.include(found.get(), description).orElse(false)
                ? found
                : new OwnKeys(keyctl, owners, type, description).first(List.of(this));
    }

    /** Returns the key that the kernel's search finds, whoever owns it. */
    Optional<KernelKey> find(KeyType type, Description description) {
        int found = keyctl.search(serial, type.bytes(), description.raw(), Keyctl.NO_KEY);
        return found == Keyctl.NO_KEY ? Optional.empty() : Optional.of(new KernelKey(keyctl, found));
    }

    /**
     * Requests a missing key, and also a dead one: request_key(2) has an expired key made again, and answers
     * EKEYREVOKED for a revoked one.
     */
    @Override
    public void request(KeyType type, Description description, byte[] calloutInfo) {
        if (isMissing(type, description) && !new OwnKeys(keyctl, owners, type, description).isAnothersElsewhere(this)) {
            keyctl.requestKey(type.bytes(), description.raw(), calloutInfo, serial);
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

    /** Returns the users whose keys this keyring shows. */
    Owners owners() {
        return owners;
    }

    /** Returns the serials that this keyring links, in the kernel's order; needs read permission. */
    int[] serials() {
        return keyctl.readKeyring(serial);
    }

    /** Returns the number of keys that this keyring links, in a time that does not depend on it. */
    int linkCount() {
        return keyctl.linkCount(serial);
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
     * Makes the key in this keyring, or replaces the payload of the key that this keyring links directly, by one
     * add_key(2). The key then hides any key of the same name in a keyring below.
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

    /** Adds a key by add_key(2), and repeats the call while the quota may only seem used up ({@link QuotaRetry}). */
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
     * Restricts for ever which keys this keyring can link from now on; needs setattr permission.
     *
     * @return false if the keyring was restricted before, which stays as it was
     */
    public boolean restrict(Restriction restriction) {
        return RestrictedKeyring.restrict(keyctl, serial, restriction);
    }

    /**
     * Makes a new key that has its policy from the first instant at which anyone can find it.
     *
     * @param policy sets the attributes of the key, and leaves it the permission to be linked
     * @return empty if there is a live key of that name by now, which stays as it is
     */
    public Optional<KernelKey> putNew(
            KeyType type, Description description, ByteBuffer payload, Consumer<KernelKey> policy) {
        // A new key replaces a dead key of this name, but this call refuses to replace another user's live key.
        new OwnKeys(keyctl, owners, type, description).mayBeUpdatedIn(this);
        return newKey(type, description).put(payload, policy);
    }

    /** Returns a key of that name that is yet to be made. */
    public NewKey newKey(KeyType type, Description description) {
        return new NewKey(keyctl, owners, this, new KeyName(type, description));
    }

    /** Moves a key here; fails with EEXIST if this keyring already links any key of that name. */
    void take(KernelKey made, Description description, Keyring from) {
        QuotaRetry.run(keyctl, () -> {
            keyctl.move(made.serial(), from.serial, serial);
            owners.remember(made, description);
            return made;
        });
    }

    /** Returns the live key of that name that this keyring links or, without read permission, that a search finds. */
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
     * Unlinks the live key of that name that this keyring links directly, even if that key is replaced meanwhile.
     *
     * @return false if there is none
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

    /** Unlinks a key, which dies with its last link; returns false if this keyring did not link it. */
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

    /** Returns a keyring that this one links, with the same owners. */
    Keyring below(KernelKey keyring) {
        return below(keyring, Integer.toString(keyring.serial()));
    }

    /** Returns a keyring that this one links, with the same owners and the path that names it in settings. */
    Keyring below(KernelKey keyring, String written) {
        return new Keyring(keyctl, keyring.serial(), owners, written);
    }

    /** Returns whether this keyring links the key directly, which is assumed without read permission. */
    public boolean links(KernelKey key) {
        try {
            return keyctl.links(serial, key.serial());
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return true;
            }
            throw e;
        }
    }

    /** Returns the keyring of that name that this one links. */
    Optional<Keyring> child(String name) {
        return new ChildKeyring(keyctl, this, name).find();
    }

    /** Returns the keyring of that name that this one links, and makes it if there is none. */
    public Keyring childOrNew(String name) {
        return new ChildKeyring(keyctl, this, name).findOrMake();
    }

    /** Makes a keyring here, which takes the place of any keyring of that name. */
    Keyring newKeyring(String name) {
        return below(add(KeyType.KEYRING, Description.of(name), ByteBuffer.allocate(0)));
    }

    @Override
    public String toString() {
        return "keyring " + Printable.name(path) + (path.equals(Integer.toString(serial)) ? "" : " (" + serial + ")");
    }
}
