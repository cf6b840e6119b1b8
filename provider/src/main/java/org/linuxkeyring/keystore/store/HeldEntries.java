package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
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
    private static final String FOR_PRIVATE_KEYS =
            KeyTypeProbe.PKCS8_NEEDS + " Use such a kernel, or set protection=exportable.";

    private final boolean isKernel;
    private final Consumer<KernelKey> requireUsable;

    private final UnusedKeys unused = new UnusedKeys(this);

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
     * Returns the name of the key that the kernel holds, or held, for the entry in the keyring that changes go to. That
     * of an entry which may not be read is found by its name.
     */
    private Optional<KeyName> held(KeyName name) {
        return own(name).flatMap(key -> held(name, key));
    }

    @Override
    Optional<KeyName> held(KeyName name, KernelKey key) {
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, RAW))) {
            Optional<KeyName> noted = HeldName.noted(entry).filter(held -> HeldName.mayBeOf(name, held));
            noted.ifPresent(this::rememberOwner);
            return noted.or(
                    () -> HeldName.beside(name, entry).filter(held -> own(held).isPresent()));
        } catch (MalformedEntryException e) {
            return Optional.empty();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP -> heldUnseen(name);
                case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    /** Asks the kernel whose key a held one is, before its entry changes: the answer is remembered (Owners). */
    private void rememberOwner(KeyName held) {
        try {
            own(held);
        } catch (KeyctlException e) {
            // The change itself asks again.
        }
    }

    /** Returns the name of the held key of an entry that does not show it. */
    @Override
    Optional<KeyName> heldUnseen(KeyName name) {
        return name.type().isReadable() ? unused.current(name) : Optional.empty();
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
        policy.predecessor().ifPresent(old -> unused.retire(name, Optional.of(old)));
    }

    /**
     * Removes an entry with all keys that the kernel holds for it. Keys that a process which was killed has left of a
     * missing entry are retired: they may as well be those of an entry that another process is about to put.
     */
    @Override
    public boolean remove(KeyName name) {
        Optional<KeyName> old = held(name);
        boolean removed = super.remove(name);
        if (!removed) {
            retireLeftovers(name);
        } else if (old.isPresent()) {
            unused.remove(name, old.get());
        }
        return removed;
    }

    @Override
    public void retireLeftovers(KeyName entry) {
        unused.retire(entry, Optional.empty());
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
