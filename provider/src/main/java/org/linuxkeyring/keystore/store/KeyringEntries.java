package org.linuxkeyring.keystore.store;

import static org.linuxkeyring.keystore.store.EntryStore.mayBeEntry;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** The entries in the keyrings themselves: each change is a system call at once ({@code writes=immediate}). */
public class KeyringEntries implements EntryStore {
    /** The limit on searches for a key that another process replaces over and over. */
    static final int ATTEMPTS = 100;

    private static final Set<Errno> ENDED =
            EnumSet.of(Errno.ENOKEY, Errno.EACCES, Errno.EKEYEXPIRED, Errno.EKEYREVOKED);

    private static final Set<Errno> DEAD = EnumSet.of(Errno.EKEYEXPIRED, Errno.EKEYREVOKED, Errno.EKEYREJECTED);

    /** The algorithm of keys of which nothing else is known. */
    public static final String RAW = "RAW";

    private final SearchScope scope;
    private final String rawAlgorithm;
    private final KnownNames known = new KnownNames();
    private final ChangeGuard guard;

    public KeyringEntries(SearchScope scope) {
        this(scope, RAW);
    }

    /** Makes entries; {@code rawAlgorithm} is the algorithm of keys whose payload is the key and nothing else. */
    public KeyringEntries(SearchScope scope, String rawAlgorithm) {
        this.scope = scope;
        this.rawAlgorithm = rawAlgorithm;
        this.guard = new ChangeGuard(scope, known);
    }

    @Override
    public boolean contains(KeyName name) {
        try {
            return mayBeEntry(name)
                    && scope.search(name.type(), name.description()).isPresent();
        } catch (KeyctlException e) {
            requireDead(e);
            return false;
        }
    }

    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        if (mayBeEntry(name)) {
            scope.request(name.type(), name.description(), calloutInfo);
        }
    }

    public final SearchScope scope() {
        return scope;
    }

    @Override
    public <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        Optional<KernelKey> found = mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
        return readKey(name, found, key -> reader);
    }

    @Override
    public Optional<StoredEntry> entry(KeyName name) {
        if (name.type().equals(KeyType.LOGON)) {
            return key(name)
                    .map(key -> StoredEntry.ofHeldSecretKey(name.description(), rawAlgorithm)
                            .foundAt(new EntrySource(name, Optional.of(key))));
        }
        Optional<KernelKey> found = mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
        return readKey(
                name,
                found,
                key -> payload -> StoredEntry.parse(payload, rawAlgorithm, new EntrySource(name, Optional.of(key))));
    }

    /** Reads a key that a search found, or the key that another process has put in its place since. */
    private <T> Optional<T> readKey(
            KeyName name, Optional<KernelKey> found, Function<KernelKey, PayloadReader<T>> reader) {
        Optional<KernelKey> now = found;
        for (int attempt = 1; now.isPresent(); attempt++) {
            KernelKey key = now.get();
            AtomicBoolean isRead = new AtomicBoolean();
            try {
                return Optional.of(key.read(payload -> {
                    isRead.set(true);
                    return reader.apply(key).read(payload);
                }));
            } catch (KeyctlException e) {
                // The reader may make system calls of its own, as the flush of staged changes does.
                if (isRead.get() || attempt == ATTEMPTS || e.errno() != Errno.ENOKEY && !isRemoved(name, key, e)) {
                    throw e;
                }
            }
            now = scope.search(name.type(), name.description());
        }
        return Optional.empty();
    }

    /**
     * Returns whether a call was refused because another process has removed or ended the key since it was found or
     * made: it has been collected (ENOKEY), is no longer possessed (EACCES), or is dead.
     */
    boolean isRemoved(KeyName name, KernelKey key, KeyctlException refusal) {
        if (!ENDED.contains(refusal.errno())) {
            return false;
        }
        try {
            return key(name).filter(found -> found.serial() == key.serial()).isEmpty();
        } catch (KeyctlException e) {
            // A search that is refused for the key's permissions has met the key.
            return false;
        }
    }

    @Override
    public List<KeyName> names() {
        return links().stream().map(LinkedKey::name).toList();
    }

    List<LinkedKey> links() {
        return scope.list(known);
    }

    @Override
    public Optional<Keyring> keyring() {
        return scope instanceof Keyring keyring ? Optional.of(keyring) : Optional.empty();
    }

    @Override
    public Optional<KernelKey> key(KeyName name) {
        try {
            return mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
        } catch (KeyctlException e) {
            requireDead(e);
            return Optional.empty();
        }
    }

    private static void requireDead(KeyctlException e) {
        if (!DEAD.contains(e.errno())) {
            throw e;
        }
    }

    @Override
    public Optional<KernelKey> own(KeyName name) {
        return key(name).filter(scope.destination()::links);
    }

    @Override
    public void requireFindable(KeyName name, Optional<KeyName> ahead) {
        Optional<KernelKey> found = Optional.empty();
        try {
            found = mayBeEntry(name) ? scope.search(name.type(), name.description()) : found;
        } catch (KeyctlException e) {
            requireReplaceable(e);
        }
        if (found.isPresent() && !scope.destination().links(found.get())) {
            guard.refuseHidden(name);
        }
        ahead.ifPresent(guard::requireNotBehind);
    }

    /** Throws a refusal again unless the key is dead or unsearchable (EACCES): add_key(2) asks for write permission. */
    private static void requireReplaceable(KeyctlException e) {
        if (e.errno() != Errno.EACCES) {
            requireDead(e);
        }
    }

    @Override
    public void requireGone(KeyName name) {
        guard.requireGone(name, () -> key(name));
    }

    /** Returns the expiry and the held key's name alone: the kernel keeps the rest of a key that is updated. */
    @Override
    public Optional<EntryPolicy> kept(KeyName name, TimesLeft times) {
        try {
            Optional<KernelKey> found =
                    mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
            if (found.isEmpty() || !scope.destination().links(found.get())) {
                return Optional.empty();
            }
            return Optional.of(EntryPolicy.NONE
                    .expiringAt(KeyExpiry.of(found.get(), times).orElse(EntryPolicy.NEVER))
                    .succeeding(held(name, found.get())));
        } catch (KeyctlException e) {
            requireReplaceable(e);
            return e.errno() == Errno.EACCES
                    ? Optional.of(
                            KeyExpiry.keptUnseen(scope.destination(), name).succeeding(heldUnseen(name)))
                    : Optional.empty();
        }
    }

    /** Returns the name of the key that the kernel holds, or held, for the entry in a key. */
    Optional<KeyName> held(KeyName name, KernelKey key) {
        return Optional.empty();
    }

    /** Returns the same for an entry that no search finds. */
    Optional<KeyName> heldUnseen(KeyName name) {
        return Optional.empty();
    }

    /** Acts on an entry that {@link #put} has stored. */
    void stored(KeyName name, EntryPolicy policy) {}

    @Override
    public void put(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        Keyring destination = scope.destination();
        Optional<KernelKey> old = Optional.empty();
        Optional<KernelKey> made = Optional.empty();
        if (!policy.setsNothing()) {
            boolean isMissing;
            try {
                Optional<KernelKey> found =
                        mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
                old = found.filter(destination::links);
                isMissing = old.isEmpty();
            } catch (KeyctlException e) {
                requireReplaceable(e);
                isMissing = e.errno() != Errno.EACCES;
            }
            if (isMissing) {
                made = destination.putNew(name.type(), name.description(), payload, linkable(policy));
            }
        }
        if (made.isPresent()) {
            narrow(name, made.get(), policy);
        } else {
            // Another process may have made the key meanwhile.
            Replacement replacement = new Replacement(this, name, policy);
            replacement.prepare(old, payload);
            try {
                KernelKey key = replacement.replaced(destination.put(name.type(), name.description(), payload));
                key.set(policy.secondsLeft(), policy.owner(), policy.group(), replacement.mask());
            } catch (KeyringException e) {
                if (replacement.isDone()) {
                    EntryStore.undo(e, () -> stored(name, policy));
                }
                replacement.refused(e);
            }
        }
        stored(name, policy);
    }

    /** Returns what gives a new key its policy before anyone finds it, but for a mask that forbids linking the key. */
    static Consumer<KernelKey> linkable(EntryPolicy policy) {
        return key -> key.set(
                policy.secondsLeft(),
                policy.owner(),
                policy.group(),
                policy.linkable().permissions());
    }

    /** Sets a mask that forbids linking the key, after the key has been linked. */
    void narrow(KeyName name, KernelKey made, EntryPolicy policy) {
        try {
            if (!policy.linkable().equals(policy)) {
                policy.permissions().ifPresent(made::setPermissions);
            }
        } catch (KeyctlException e) {
            if (!isRemoved(name, made, e)) {
                EntryStore.undo(e, () -> scope.destination().remove(name.type(), name.description()));
                throw e;
            }
        }
    }

    @Override
    public boolean remove(KeyName name) {
        return mayBeEntry(name) && scope.destination().remove(name.type(), name.description());
    }
}
