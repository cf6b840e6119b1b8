package org.linuxkeyring.keystore.store;

import java.security.UnrecoverableKeyException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.linuxkeyring.entry.EntrySource;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Finds the key that the kernel holds for an entry. The name in the entry's payload proves nothing: the key belongs to
 * the entry only if the key's name is one that no other entry's key can have, and if the keyring that links the entry's
 * readable key links the held key too.
 */
public final class HeldKeyFinder {
    /** The most entries whose held keys are remembered. At this limit all are forgotten, and looked for anew. */
    private static final int MAX_KNOWN = 10_000;

    private final SearchScope scope;

    /** The key that was found to be an entry's own, with the keyring that links both, by the entry's readable key. */
    private final Map<KernelKey, LinkedKey> known = new ConcurrentHashMap<>();

    /**
     * The key that the kernel holds for an entry, or the reason why the key that the entry names is not its own.
     *
     * @param name the key's name
     * @param key the key; empty if it is refused
     * @param refusal the reason and the remedy; empty if there is a key
     */
    public record Reference(KeyName name, Optional<KernelKey> key, String refusal) {
        static Reference of(KeyName name, KernelKey key) {
            return new Reference(name, Optional.of(key), "");
        }

        static Reference refused(KeyName name, String refusal) {
            return new Reference(name, Optional.empty(), refusal);
        }

        /**
         * Returns the key.
         *
         * @throws UnrecoverableKeyException if the key is refused, with the refusal as its message
         */
        public KernelKey require() throws UnrecoverableKeyException {
            return key.orElseThrow(() -> new UnrecoverableKeyException(refusal));
        }
    }

    public HeldKeyFinder(SearchScope scope) {
        this.scope = scope;
    }

    /**
     * Returns the key that the kernel holds for an entry; empty for an entry whose payload is the key itself, or that
     * has no key.
     */
    public Optional<Reference> find(StoredEntry entry) {
        Optional<EntrySource> source = entry.source();
        return source.isPresent() ? find(entry, source.get()) : Optional.empty();
    }

    private Optional<Reference> find(StoredEntry entry, EntrySource source) {
        KeyName name = source.name();
        if (name.type().equals(KeyType.LOGON)) {
            return source.key().map(key -> Reference.of(name, key));
        }
        Optional<KeyName> noted = HeldName.noted(entry);
        return noted.isPresent() ? Optional.of(noted(noted.get(), source)) : beside(entry, source);
    }

    private Reference noted(KeyName held, EntrySource source) {
        return HeldName.mayBeOf(source.name(), held)
                ? found(source, held).orElseGet(() -> Reference.refused(held, isMissing(held)))
                : Reference.refused(held, isNotItsOwn(held));
    }

    private Optional<Reference> beside(StoredEntry entry, EntrySource source) {
        Optional<KeyName> held = HeldName.beside(source.name(), entry);
        return held.isPresent() && search(scope, held.get()).isPresent() ? found(source, held.get()) : Optional.empty();
    }

    private static String isNotItsOwn(KeyName held) {
        return "it names " + held
                + " as the key that the kernel holds for it, which is none of its own: such a key is"
                + " named after its entry. Store the entry anew";
    }

    private static String isMissing(KeyName held) {
        return "the key that the kernel held for it, " + held
                + ", is not linked beside it: it was removed or revoked, or has expired, or this keyring links the"
                + " entry without it (link it as well: `keyctl link`). Store the entry anew";
    }

    /**
     * Returns the key of this name that is linked beside the entry's readable key. A key keeps its name as long as it
     * lives, so a key that was found there before only has to be found by a search again.
     */
    private Optional<Reference> found(EntrySource source, KeyName held) {
        Optional<LinkedKey> last = source.key().map(known::get);
        return last.filter(link -> isFoundAgain(link, held))
                .map(LinkedKey::key)
                .or(() -> linkedBeside(source.key(), held))
                .map(key -> Reference.of(held, key));
    }

    /**
     * Returns whether a search finds the same key again. The result is false also if the keyring has gone, which says
     * nothing of the entry: another keyring may link it.
     */
    private static boolean isFoundAgain(LinkedKey last, KeyName held) {
        try {
            return search(last.keyring(), held).filter(last.key()::equals).isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private Optional<KernelKey> linkedBeside(Optional<KernelKey> entry, KeyName held) {
        Keyring own = scope.destination();
        if (entry.isEmpty()) {
            return own.own(held.type(), held.description());
        }
        KernelKey readable = entry.get();
        Optional<LinkedKey> found = own.links(readable) ? link(own, held) : linkedElsewhere(readable, held);
        found.ifPresent(link -> remember(readable, link));
        return found.map(LinkedKey::key);
    }

    /**
     * Looks for the key in each keyring in which a search first meets the readable key or the held key: either may be
     * linked in several keyrings.
     */
    private Optional<LinkedKey> linkedElsewhere(KernelKey readable, KeyName held) {
        return scope.list().stream()
                .filter(link -> link.key().equals(readable) || link.name().equals(held))
                .map(LinkedKey::keyring)
                .filter(keyring -> keyring.links(readable))
                .flatMap(keyring -> link(keyring, held).stream())
                .findFirst();
    }

    private static Optional<LinkedKey> link(Keyring keyring, KeyName held) {
        return keyring.own(held.type(), held.description()).map(key -> new LinkedKey(key, held, keyring));
    }

    private void remember(KernelKey readable, LinkedKey held) {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.put(readable, held);
    }

    /** Returns the live key of that name; a dead key counts as none. */
    private static Optional<KernelKey> search(SearchScope scope, KeyName name) {
        try {
            return scope.search(name.type(), name.description());
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> Optional.empty();
                default -> throw e;
            };
        }
    }
}
