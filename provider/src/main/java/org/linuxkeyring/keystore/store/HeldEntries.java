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
 * Entries in the keyrings, some of which consist of two keys: one that can be read and says what the entry is, and one
 * that the kernel holds. The first names the second, so the entry changes, whole, when the first does. Changes are to
 * entries in the keyring that changes go to, and to keys there that have a name which is that entry's alone
 * ({@link HeldName}).
 */
public final class HeldEntries extends KeyringEntries {
    /** How long a key that was replaced still works, so that a handshake which began with it can end. */
    private static final int GRACE_SECONDS = 60;

    private static final String FOR_PRIVATE_KEYS =
            KeyTypeProbe.PKCS8_NEEDS + " Use such a kernel, or set protection=exportable.";

    private final boolean isKernel;
    private final Consumer<KernelKey> requireUsable;

    /** Of the keys in the keyrings those that need no second look, unless an entry has named them since. */
    private final Set<KernelKey> retired = ConcurrentHashMap.newKeySet();

    private final KnownNames known = new KnownNames();

    /**
     * @param isKernel whether the keyrings are the kernel's, which alone can hold a key
     * @param requireUsable refuses a key that the kernel takes and cannot use
     */
    public HeldEntries(SearchScope scope, String rawAlgorithm, boolean isKernel, Consumer<KernelKey> requireUsable) {
        super(scope, rawAlgorithm);
        this.isKernel = isKernel;
        this.requireUsable = requireUsable;
    }

    /** Without the keys that are held for an entry, whether or not the entry itself is hidden by another. */
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
     * The name of the key that the kernel holds, or held, for the entry that lies where changes go to; none for one
     * that cannot be read.
     */
    private Optional<KeyName> held(KeyName name) {
        return own(name).flatMap(key -> held(name, key));
    }

    /** Empty for an entry that cannot be read. */
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

    /** With the mask and the owner of the key that it replaces. */
    @Override
    public void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        if (!isKernel) {
            throw new KeyringException(
                    "the kernel alone can hold a key, and this keystore is in the JVM's memory, which can"
                            + " be read. Set backend=kernel, or protection=exportable");
        }
        EntryPolicy whole = policy.predecessor()
                .flatMap(this::own)
                .map(old -> policy.or(EntryPolicy.of(old.metadata())))
                .orElse(policy);
        try {
            super.put(held, key, whole.withoutPredecessor());
            own(held).ifPresent(requireUsable);
        } catch (KeyctlException e) {
            EntryStore.undo(e, () -> super.remove(held));
            throw explained(e, held.type());
        }
    }

    /** Lets the key end that the kernel held for the entry before. */
    @Override
    void stored(KeyName name, EntryPolicy policy) {
        policy.predecessor().ifPresent(old -> retireUnused(name, old));
    }

    private void retireUnused(KeyName entry, KeyName old) {
        for (LinkedKey unused : unused(entry)) {
            boolean wasNamed = unused.name().equals(old);
            if (retired.add(unused.key()) || wasNamed) {
                retire(unused, wasNamed);
                reinstateIfNamed(entry, unused);
            }
        }
    }

    @Override
    public boolean remove(KeyName name) {
        Optional<KeyName> old = held(name);
        boolean removed = super.remove(name);
        if (old.isPresent()) {
            unused(name).forEach(link -> super.remove(link.name()));
        }
        return removed;
    }

    /**
     * The keys of an entry that it does not name any more, with those that a killed process left behind: all that have
     * a name of this entry's alone in the keyring that changes go to. Those of other tools are theirs.
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

    /** Lets a key end, unless it will as soon by itself: another process may have retired it. */
    private void retire(LinkedKey held, boolean wasNamed) {
        try {
            if (!endsSoon(held.key())) {
                held.key().setTimeout(GRACE_SECONDS);
            }
        } catch (KeyctlException e) {
            // Its mask may forbid this and allow the keyring to drop it.
            if (wasNamed) {
                super.remove(held.name());
            }
        }
    }

    private static boolean endsSoon(KernelKey key) {
        return key.timeLeft()
                .filter(left -> !left.isUnlimited() && left.atLeast().toSeconds() <= GRACE_SECONDS)
                .isPresent();
    }

    /** Another process may have named its new key since we looked, which until then seemed left behind. */
    private void reinstateIfNamed(KeyName entry, LinkedKey held) {
        if (held(entry).filter(held.name()::equals).isPresent()) {
            int seconds = super.kept(entry).flatMap(EntryPolicy::secondsLeft).orElse(0);
            own(held.name()).ifPresent(key -> key.setTimeout(seconds));
        }
    }

    /**
     * Finds out before an entry depends on it: add_key(2) takes RSA keys of sizes that the kernel does not calculate
     * with, and secret keys where there are no AF_ALG sockets to use them.
     */
    public static void requireUsable(KernelKey key) {
        if (key.metadata().type().equals(KeyType.ASYMMETRIC)) {
            key.publicKeyQuery();
        } else {
            key.algorithmSocket("hash", "hmac(sha256)", 0).close();
        }
    }

    /** With the kernel options that it takes, where one is missing. */
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
