package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.KnownNames;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * Entries in the keyrings, some of which consist of two keys: a readable key that says what the entry is, and a key
 * that the kernel holds. The readable key names the held key, so that an update of the readable key changes the whole
 * entry at once. Changes are made only to entries in the keyring that changes go to, and to keys in that keyring whose
 * names belong to that entry alone ({@link HeldName}).
 */
public final class HeldEntries extends KeyringEntries {
    /** The time for which a replaced key still works, so that a handshake that began with the key can end. */
    private static final int GRACE_SECONDS = 60;

    private static final String FOR_PRIVATE_KEYS =
            KeyTypeProbe.PKCS8_NEEDS + " Use such a kernel, or set protection=exportable.";

    private final boolean isKernel;
    private final Consumer<KernelKey> requireUsable;

    /** The keys that this keystore has retired. They are not looked at again unless an entry has named them since. */
    private final Set<KernelKey> retired = ConcurrentHashMap.newKeySet();

    private final KnownNames known = new KnownNames();

    /**
     * Makes the entries of a scope.
     *
     * @param isKernel whether the keyrings are the kernel's, which alone can hold a key
     * @param requireUsable refuses a key that the kernel accepts but cannot use
     */
    public HeldEntries(SearchScope scope, String rawAlgorithm, boolean isKernel, Consumer<KernelKey> requireUsable) {
        super(scope, rawAlgorithm);
        this.isKernel = isKernel;
        this.requireUsable = requireUsable;
    }

    /**
     * Returns the names of the entries, without the keys that are held for an entry, whether or not that entry itself
     * is hidden by another.
     */
    @Override
    public List<KeyName> names() {
        List<LinkedKey> all = links();
        if (all.stream().allMatch(link -> link.name().type().isReadable())) {
            return all.stream().map(LinkedKey::name).toList();
        }
        HeldLinks held = new HeldLinks(scope(), all);
        return all.stream()
                .filter(link -> !held.contains(link))
                .map(LinkedKey::name)
                .toList();
    }

    /**
     * Makes an entry's key, unless the keyring that changes go to links a live one of this name, which stays as it is.
     *
     * @return whether this call has made it
     */
    public boolean putMissing(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        Optional<KernelKey> made =
                scope().destination().putNew(name.type(), name.description(), payload, linkable(policy));
        made.ifPresent(key -> narrow(name, key, policy));
        return made.isPresent();
    }

    /** Returns the names of all live keys that the keyring that changes go to links itself. */
    public Set<KeyName> ownNames() {
        int destination = scope().destination().serial();
        return links().stream()
                .filter(link -> link.keyring().serial() == destination)
                .map(LinkedKey::name)
                .collect(Collectors.toSet());
    }

    /**
     * Returns the name of the key that the kernel holds, or held, for the entry in the keyring that changes go to;
     * empty for an entry that cannot be read.
     */
    private Optional<KeyName> held(KeyName name) {
        return own(name).flatMap(key -> held(name, key));
    }

    /** Returns the name of the held key; empty for an entry that cannot be read. */
    @Override
    Optional<KeyName> held(KeyName name, KernelKey key) {
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, RAW))) {
            return HeldName.noted(entry)
                    .filter(held -> HeldName.mayBeOf(name, held))
                    .or(() -> HeldName.beside(name, entry)
                            .filter(held -> own(held).isPresent()));
        } catch (MalformedEntryException e) {
            return Optional.empty();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    /**
     * Gives the kernel the key, with the mask, owner and group of the key that it replaces where the policy leaves them
     * open.
     */
    @Override
    public void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        if (!isKernel) {
            throw new KeyringException(
                    "the kernel alone can hold a key, and this keystore is in the JVM's memory, which can"
                            + " be read. Set backend=kernel, or protection=exportable");
        }
        EntryPolicy whole = policy.predecessor()
                .flatMap(this::own)
                .map(old -> policy.or(HeldPolicy.inherited(old.metadata(), held.type())))
                .orElse(policy);
        try {
            super.put(held, key, HeldPolicy.of(held.type(), whole).withoutPredecessor());
            own(held).ifPresent(requireUsable);
        } catch (KeyctlException e) {
            EntryStore.undo(e, () -> super.remove(held));
            throw explained(e, held.type());
        }
    }

    /**
     * Gives the kernel a key, unless the keyring that changes go to links a live one of this name, which stays as it
     * is: a name that {@link HeldName#next} made never stands for another key.
     *
     * @return whether this call has made it
     */
    public boolean holdMissing(KeyName held, ByteBuffer key, EntryPolicy policy) {
        EntryPolicy whole = HeldPolicy.of(held.type(), policy);
        try {
            Optional<KernelKey> made =
                    scope().destination().putNew(held.type(), held.description(), key, linkable(whole));
            made.ifPresent(each -> makeUsable(held, each, whole));
            return made.isPresent();
        } catch (KeyctlException e) {
            throw explained(e, held.type());
        }
    }

    private void makeUsable(KeyName held, KernelKey made, EntryPolicy policy) {
        try {
            narrow(held, made, policy);
            own(held).filter(made::equals).ifPresent(requireUsable);
        } catch (KeyctlException e) {
            EntryStore.undo(e, () -> super.remove(held));
            throw e;
        }
    }

    @Override
    public SecretMaking making(int bytes, Optional<String> master, boolean isSealed) {
        return SecretMaking.of(scope().destination(), bytes, master, isSealed);
    }

    /** Retires the key that the kernel held for the entry before. */
    @Override
    void stored(KeyName name, EntryPolicy policy) {
        policy.predecessor().ifPresent(old -> retireUnused(name, Optional.of(old)));
    }

    private void retireUnused(KeyName entry, Optional<KeyName> old) {
        for (LinkedKey unused : unused(entry)) {
            boolean wasNamed = old.filter(unused.name()::equals).isPresent();
            if ((retired.add(unused.key()) || wasNamed) && retire(unused, wasNamed)) {
                reinstateIfNamed(entry, unused);
            }
        }
    }

    /**
     * Removes an entry with all keys that the kernel holds for it. Keys that a process which was killed has left of a
     * missing entry are retired: they may as well be those of an entry that another process is about to put.
     */
    @Override
    public boolean remove(KeyName name) {
        Optional<KeyName> old = held(name);
        boolean removed = super.remove(name);
        if (old.isPresent()) {
            unused(name).forEach(link -> super.remove(link.name()));
        } else if (!removed) {
            retireLeftovers(name);
        }
        return removed;
    }

    private void retireLeftovers(KeyName missing) {
        try {
            retireUnused(missing, Optional.empty());
        } catch (KeyctlException e) {
            // The entry is missing, as the caller wants it to be.
        }
    }

    /**
     * Returns the held keys that the entry does not name any more, and those that a killed process left behind: all
     * keys in the keyring that changes go to whose names belong to this entry alone. Keys of other tools are left to
     * those tools.
     */
    private List<LinkedKey> unused(KeyName entry) {
        Keyring destination = scope().destination();
        List<LinkedKey> all = destination.list(known).stream()
                .filter(link -> link.keyring().serial() == destination.serial())
                .toList();
        retired.retainAll(all.stream().map(LinkedKey::key).collect(Collectors.toSet()));
        Optional<KeyName> inUse = held(entry);
        return all.stream()
                .filter(link -> HeldName.isOf(entry, link.name()))
                .filter(link -> inUse.filter(link.name()::equals).isEmpty())
                .toList();
    }

    /**
     * Sets a short timeout on a key, unless the key expires as soon anyhow: another process may have retired it
     * already.
     *
     * @return whether the key has a timeout; the mask of one that the kernel made lets nobody set it
     */
    private boolean retire(LinkedKey held, boolean wasNamed) {
        try {
            if (!endsSoon(held.key())) {
                held.key().setTimeout(GRACE_SECONDS);
            }
            return true;
        } catch (KeyctlException e) {
            // The key's mask may forbid setting a timeout, but the keyring may still unlink the key.
            if (wasNamed) {
                super.remove(held.name());
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
    private void reinstateIfNamed(KeyName entry, LinkedKey held) {
        if (held(entry).filter(held.name()::equals).isPresent()) {
            int seconds = super.kept(entry).flatMap(EntryPolicy::secondsLeft).orElse(0);
            own(held.name()).ifPresent(key -> key.setTimeout(seconds));
        }
    }

    /**
     * Refuses a key that the kernel accepted but cannot use, before an entry depends on the key: add_key(2) takes RSA
     * keys of sizes with which the kernel does not calculate, and takes secret keys where there are no AF_ALG sockets
     * to use them.
     */
    public static void requireUsable(KernelKey key) {
        if (key.metadata().type().equals(KeyType.ASYMMETRIC)) {
            key.publicKeyQuery();
        } else {
            key.algorithmSocket("hash", "hmac(sha256)", 0).close();
        }
    }

    /**
     * Returns the refusal, with the kernel options that private keys require as its remedy if one of them is missing.
     */
    static KeyctlException explained(KeyctlException refusal, KeyType type) {
        if (!type.equals(KeyType.ASYMMETRIC)) {
            return refusal;
        }
        return switch (refusal.errno()) {
            case ENODEV, EBADMSG, EOPNOTSUPP -> refusal.withRemedy(FOR_PRIVATE_KEYS);
            default -> refusal;
        };
    }
}
