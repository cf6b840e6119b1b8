package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.linuxkeyring.entry.EntrySource;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.KnownNames;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** The entries in the keyrings themselves: every change is a system call ({@code writes=immediate}). */
public final class KeyringEntries implements EntryStore {
    /**
     * How often a key that vanished between search and read is searched for again: another process may be replacing it.
     */
    private static final int ATTEMPTS = 100;

    private static final Set<Errno> ENDED =
            EnumSet.of(Errno.ENOKEY, Errno.EACCES, Errno.EKEYEXPIRED, Errno.EKEYREVOKED);

    private final SearchScope scope;
    private final KnownNames known = new KnownNames();
    private final ChangeGuard guard;

    public KeyringEntries(SearchScope scope) {
        this.scope = scope;
        this.guard = new ChangeGuard(scope, known);
    }

    @Override
    public boolean contains(KeyName name) {
        return key(name).isPresent();
    }

    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        if (mayBeEntry(name)) {
            scope.request(name.type(), name.description(), calloutInfo);
        }
    }

    SearchScope scope() {
        return scope;
    }

    @Override
    public <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        return readKey(name, key -> reader);
    }

    @Override
    public Optional<StoredEntry> entry(KeyName name, String rawAlgorithm) {
        return readKey(
                name,
                key -> payload ->
                        StoredEntry.parse(payload, rawAlgorithm).foundAt(new EntrySource(name, Optional.of(key))));
    }

    private <T> Optional<T> readKey(KeyName name, Function<KernelKey, PayloadReader<T>> reader) {
        for (int attempt = 1; ; attempt++) {
            Optional<KernelKey> key = search(name);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            AtomicBoolean found = new AtomicBoolean();
            try {
                return Optional.of(key.get().read(payload -> {
                    found.set(true);
                    return reader.apply(key.get()).read(payload);
                }));
            } catch (KeyctlException e) {
                // The reader may make calls of its own, as the storing of kept back changes does.
                if (found.get() || attempt == ATTEMPTS || e.errno() != Errno.ENOKEY && !isRemoved(name, key.get(), e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Whether a refusal comes of another process's having removed or ended the key, which was found or made just
     * before: then it has been collected (ENOKEY), or is not possessed any more (EACCES), or is dead.
     */
    private boolean isRemoved(KeyName name, KernelKey key, KeyctlException refusal) {
        if (!ENDED.contains(refusal.errno())) {
            return false;
        }
        try {
            return key(name).filter(found -> found.serial() == key.serial()).isEmpty();
        } catch (KeyctlException e) {
            // What must not be searched for is there.
            return false;
        }
    }

    private Optional<KernelKey> search(KeyName name) {
        return mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
    }

    /**
     * No key has a description that add_key(2) would refuse, so there is nothing to ask the kernel. A keyring is a
     * place of entries, another application's perhaps, and none itself: an alias {@code %keyring:NAME} must not end it
     * with all that it links.
     */
    private static boolean mayBeEntry(KeyName name) {
        return name.description().isLegal() && !name.type().equals(KeyType.KEYRING);
    }

    @Override
    public List<KeyName> names() {
        return links().stream().map(LinkedKey::name).toList();
    }

    /** The same keys, with the keyrings that link them. */
    List<LinkedKey> links() {
        return scope.list(known);
    }

    @Override
    public Optional<KeyringSnapshot> snapshot() {
        return scope instanceof Keyring keyring ? KeyringSnapshot.at(keyring) : Optional.empty();
    }

    @Override
    public Optional<KernelKey> key(KeyName name) {
        try {
            return search(name);
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    @Override
    public Optional<KernelKey> own(KeyName name) {
        return key(name).filter(scope.destination()::links);
    }

    @Override
    public void requireFindable(KeyName name, Optional<KeyName> ahead) {
        visible(name).ifPresent(found -> guard.requireFirst(name, found));
        ahead.filter(other -> visible(other).isPresent()).ifPresent(guard::refuseBehind);
    }

    /** Empty too for what must not be searched for: it may be replaced all the same. */
    private Optional<KernelKey> visible(KeyName name) {
        try {
            return key(name);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void requireGone(KeyName name) {
        Optional<KernelKey> found = key(name);
        for (int attempt = 1; found.isPresent() && !scope.destination().links(found.get()); attempt++) {
            Optional<KernelKey> now = key(name);
            if (now.equals(found) || attempt == ATTEMPTS) {
                guard.refuseElsewhere(name);
            }
            // Another process has removed or replaced it between search and look.
            found = now;
        }
        if (found.isPresent()) {
            guard.requireNoneElsewhere(name);
        }
    }

    /**
     * Only the expiry: the kernel keeps serial, mask, owner and group of a key that is updated, and drops its timeout.
     */
    @Override
    public Optional<EntryPolicy> kept(KeyName name) {
        return kept(name, (policy, key) -> policy);
    }

    /** The same, with what {@code more} adds to it. */
    Optional<EntryPolicy> kept(KeyName name, BiFunction<EntryPolicy, KernelKey, EntryPolicy> more) {
        try {
            return own(name).map(key -> {
                EntryPolicy policy =
                        EntryPolicy.NONE.expiringAt(KeyExpiry.of(key).orElse(EntryPolicy.NEVER));
                return more.apply(policy, key);
            });
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return Optional.of(EntryPolicy.NONE);
            }
            throw e;
        }
    }

    /** A key may be replaced though it must not be searched for: add_key(2) asks for write permission only. */
    private boolean isMissing(KeyName name) {
        try {
            return own(name).isEmpty();
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void put(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        Keyring destination = scope.destination();
        if (policy.setsNothing()) {
            destination.put(name.type(), name.description(), payload);
            return;
        }
        if (isMissing(name) && putNew(name, payload, policy)) {
            return;
        }
        KernelKey key = destination.put(name.type(), name.description(), payload);
        try {
            set(policy, key);
        } catch (KeyctlException e) {
            if (isRemoved(name, key, e)) {
                // It was stored, and that it has been removed since is no failure.
                return;
            }
            throw new KeyringException(
                    "the entry is replaced, but its key has not got the timeout, owner and permissions it was to have: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * False if another process has made the key meanwhile. A mask that forbids to link the key is completed when it is
     * linked.
     */
    private boolean putNew(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        Keyring destination = scope.destination();
        EntryPolicy linkable = policy.linkable();
        Optional<KernelKey> made =
                destination.putNew(name.type(), name.description(), payload, key -> set(linkable, key));
        if (made.isPresent() && !linkable.equals(policy)) {
            try {
                policy.permissions().ifPresent(made.get()::setPermissions);
            } catch (KeyctlException e) {
                if (!isRemoved(name, made.get(), e)) {
                    EntryStore.undo(e, () -> destination.remove(name.type(), name.description()));
                    throw e;
                }
            }
        }
        return made.isPresent();
    }

    /** The timeout after the payload, which clears it, and the mask last: it may forbid the rest. */
    private static void set(EntryPolicy policy, KernelKey key) {
        policy.secondsLeft().ifPresent(key::setTimeout);
        if (policy.owner().isPresent() || policy.group().isPresent()) {
            key.chown(policy.owner(), policy.group());
        }
        policy.permissions().ifPresent(key::setPermissions);
    }

    @Override
    public boolean remove(KeyName name) {
        return mayBeEntry(name) && scope.destination().remove(name.type(), name.description());
    }

    @Override
    public void flush() {
        // Nothing is ever kept back.
    }
}
