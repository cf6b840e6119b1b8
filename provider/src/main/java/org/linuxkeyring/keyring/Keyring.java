package org.linuxkeyring.keyring;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/** One keyring in the kernel, by its serial, which stays the same in every thread (unlike a special ID). */
public final class Keyring implements SearchScope {
    private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static final String RESTRICTED =
            "The keyring is restricted (`keyctl restrict_keyring`), which cannot be undone: its entries can be read and"
                    + " deleted, and new or changed ones need another keyring.";

    private final Keyctl keyctl;
    private final int serial;
    private final Owners owners;

    /** One that is looked at as it is, whosever keys it links. */
    Keyring(Keyctl keyctl, int serial) {
        this(keyctl, serial, Owners.ALL);
    }

    Keyring(Keyctl keyctl, int serial, Owners owners) {
        this.keyctl = keyctl;
        this.serial = serial;
        this.owners = owners;
    }

    /** The serial number, positive. */
    public int serial() {
        return serial;
    }

    /** The keys and keyrings that it links itself, in the kernel's order, dead ones too; needs read permission. */
    public List<Key> keys() {
        return Arrays.stream(keyctl.readKeyring(serial))
                .mapToObj(key -> new Key(keyctl, key))
                .toList();
    }

    /** Type, owner, permission mask and name; needs view permission. */
    KeyMetadata metadata() {
        return new Key(keyctl, serial).metadata();
    }

    @Override
    public Optional<Key> search(KeyType type, Description description) {
        return new OwnKeys(owners, type, description).first(find(type, description), () -> List.of(this));
    }

    /** What the kernel's search finds, whosever it is. */
    Optional<Key> find(KeyType type, Description description) {
        int found = keyctl.search(serial, type.bytes(), description.raw(), Keyctl.NO_KEY);
        return found == Keyctl.NO_KEY ? Optional.empty() : Optional.of(new Key(keyctl, found));
    }

    /** Of a dead key request_key(2) is asked, too: it has an expired one made anew, and answers EKEYREVOKED for a revoked one. */
    @Override
    public void request(KeyType type, Description description, byte[] calloutInfo) {
        if (isMissing(type, description) && !isAnothersElsewhere(type, description)) {
            keyctl.requestKey(type.bytes(), description.raw(), calloutInfo, serial);
        }
    }

    /** What request_key(2) finds it links here, and the kernel asks no helper for what it finds. What it refuses, it will again. */
    private boolean isAnothersElsewhere(KeyType type, Description description) {
        try {
            return !owners.includeAll()
                    && new ProcessKeyrings(keyctl, this, Owners.ALL)
                            .search(type, description)
                            .filter(found -> !new OwnKeys(owners, type, description).include(found))
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
        KeyringWalk walk = new KeyringWalk(keyctl, known.bySerial(), owners);
        walk.visit(this);
        known.remember(walk.found());
        return walk.found();
    }

    @Override
    public List<KeyringTree> trees() {
        return new KeyringTreeWalk(keyctl).trees(List.of(this));
    }

    /** By one add_key(2), which updates the key of that type and description if this keyring links it. */
    @Override
    public Key put(KeyType type, Description description, ByteBuffer payload) {
        if (!new OwnKeys(owners, type, description).mayBeUpdatedIn(this)) {
            return displace(type, description, payload);
        }
        if (!type.equals(KeyType.BIG_KEY)) {
            return QuotaRetry.run(keyctl, () -> add(type, description, payload));
        }
        try {
            return add(type, description, payload);
        } catch (KeyctlException e) {
            if (e.errno() != Errno.EDQUOT) {
                throw e;
            }
            return displace(type, description, payload);
        }
    }

    private Key add(KeyType type, Description description, ByteBuffer payload) {
        try {
            Key key = new Key(keyctl, keyctl.addKey(type.bytes(), description.raw(), payload, serial));
            owners.remember(key, description);
            return key;
        } catch (KeyctlException e) {
            throw e.errno() == Errno.EPERM && addsElsewhere() ? e.withRemedy(RESTRICTED) : e;
        }
    }

    /** If so, it is not a seccomp filter that does not permit it here, but the keyring. */
    private boolean addsElsewhere() {
        try {
            return new KeyTypeProbe(keyctl).exists(KeyType.USER);
        } catch (KeyctlException e) {
            return false;
        }
    }

    /**
     * Lets this keyring take only such keys from now on, for ever; needs setattr permission.
     *
     * @return false if it was restricted before, which stays as it was
     */
    public boolean restrict(Restriction restriction) {
        try {
            keyctl.restrictKeyring(
                    serial,
                    restriction.type().map(KeyType::bytes).orElse(null),
                    restriction.type().map(type -> restriction.schemeBytes()).orElse(null));
            return true;
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Puts a new key, with the old one's mask, owner and group, in the place of an old one. For an update of a big_key the
     * kernel wants room for the whole payload in the quota for a moment, though not for a new key (big_key_update and
     * big_key_preparse in security/keys/big_key.c). A link to a key takes the place of that to another of its name at once.
     */
    private Key displace(KeyType type, Description description, ByteBuffer payload) {
        return inWorkplace(workplace -> {
            Key made = QuotaRetry.run(keyctl, () -> workplace.add(type, description, payload));
            if (!isMissing(type, description)) {
                search(type, description).filter(this::links).ifPresent(old -> made.takeAfter(old.metadata()));
            }
            return QuotaRetry.run(keyctl, () -> {
                keyctl.link(made.serial(), serial);
                return made;
            });
        });
    }

    @Override
    public void remove(Key found, KeyType type, Description description) {
        if (!unlink(found)) {
            list().stream().filter(linked -> linked.is(type, description)).forEach(LinkedKey::unlink);
        }
    }

    /** Takes a key out, which dies with its last link; false if this keyring did not link it. */
    boolean unlink(Key key) {
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
    Keyring below(Key keyring) {
        return new Keyring(keyctl, keyring.serial(), owners);
    }

    /** Whether this keyring links the key itself, not by way of a keyring below. */
    boolean links(Key key) {
        return keys().contains(key);
    }

    /** The keyring of that name that this one links. */
    Optional<Keyring> child(String name) {
        int found = keyctl.search(
                serial, KeyType.KEYRING.bytes(), Description.of(name).raw(), Keyctl.NO_KEY);
        return found != Keyctl.NO_KEY && links(new Key(keyctl, found))
                ? Optional.of(new Keyring(keyctl, found, owners))
                : Optional.empty();
    }

    /**
     * The keyring of that name that this one links, made if there is none. add_key(2) onto an existing name would replace
     * that keyring and orphan its keys, so it is made elsewhere and moved here, which the kernel refuses if another
     * process was first.
     */
    Keyring childOrNew(String name) {
        Optional<Keyring> existing = child(name);
        if (existing.isPresent()) {
            return existing.get();
        }
        try {
            return inWorkplace(workplace -> movedHere(workplace.newKeyring(name), workplace));
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EEXIST -> childOrNew(name);
                case EOPNOTSUPP -> newKeyring(name);
                default -> throw e;
            };
        }
    }

    private Keyring movedHere(Keyring made, Keyring from) {
        return QuotaRetry.run(keyctl, () -> {
            keyctl.move(made.serial, from.serial, serial);
            return new Keyring(keyctl, made.serial, owners);
        });
    }

    /** Lets {@code work} use a keyring in a thread keyring, so that nothing is left of it if the process is killed. */
    private <T> T inWorkplace(Function<Keyring, T> work) {
        return PassingThread.call(() -> {
            Keyring ofThread = new Keyring(keyctl, keyctl.keyringId(Keyctl.THREAD_KEYRING, true));
            Keyring workplace = ofThread.newKeyring("being made: " + UUID.randomUUID());
            try {
                return work.apply(workplace);
            } finally {
                abandon(workplace, ofThread);
            }
        });
    }

    /** Needed in the one thread that lives on and owns what is confined to it (see OwnerThread). */
    private void abandon(Keyring workplace, Keyring ofThread) {
        try {
            keyctl.unlink(workplace.serial, ofThread.serial);
        } catch (KeyctlException e) {
            // What was made is made, or its refusal is thrown; the workplace ends with the thread.
        }
    }

    private Keyring newKeyring(String name) {
        Key made = QuotaRetry.run(keyctl, () -> add(KeyType.KEYRING, Description.of(name), NO_PAYLOAD.duplicate()));
        return new Keyring(keyctl, made.serial(), owners);
    }

    @Override
    public String toString() {
        return "keyring " + serial;
    }
}
