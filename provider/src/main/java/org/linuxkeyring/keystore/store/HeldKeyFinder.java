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
 * Finds the key that the kernel holds for an entry. What the entry says of it proves nothing: the key is the entry's
 * only if it has a name that no other entry's key can have, and if the keyring that links the entry's readable key
 * links it too.
 */
public final class HeldKeyFinder {
    /** So many entries of a keystore are remembered; who has more has them looked at anew. */
    private static final int MAX_KNOWN = 10_000;

    private final SearchScope scope;

    /** By an entry's readable key, the key that was found to be its own, and the keyring that linked both. */
    private final Map<KernelKey, LinkedKey> known = new ConcurrentHashMap<>();

    /**
     * The key that the kernel holds for an entry, or why what the entry names as such is none of its own.
     *
     * @param name of the key
     * @param key empty where it is refused
     * @param refusal with the reason and the remedy; empty where there is a key
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
         * @throws UnrecoverableKeyException with the refusal
         */
        public KernelKey require() throws UnrecoverableKeyException {
            return key.orElseThrow(() -> new UnrecoverableKeyException(refusal));
        }
    }

    public HeldKeyFinder(SearchScope scope) {
        this.scope = scope;
    }

    /** Empty for an entry that holds its own key, or has none. */
    public Optional<Reference> find(StoredEntry entry) {
        return entry.source().flatMap(source -> find(entry, source));
    }

    private Optional<Reference> find(StoredEntry entry, EntrySource source) {
        KeyName name = source.name();
        if (name.type().equals(KeyType.LOGON)) {
            return source.key().map(key -> Reference.of(name, key));
        }
        Optional<KeyName> noted = HeldName.noted(entry);
        if (noted.isPresent()) {
            return noted.map(held -> HeldName.mayBeOf(name, held)
                    ? found(source, held).orElseGet(() -> Reference.refused(held, isMissing(held)))
                    : Reference.refused(held, isNotItsOwn(held)));
        }
        return HeldName.beside(name, entry)
                .filter(held -> search(scope, held).isPresent())
                .flatMap(held -> found(source, held));
    }

    private static String isNotItsOwn(KeyName held) {
        return "it names " + held
                + " as the key that the kernel holds for it, which is none of its own: such a key is"
                + " named after its entry. Store the entry anew";
    }

    private static String isMissing(KeyName held) {
        return "the key that the kernel held for it, " + held
                + ", is not linked beside it: it was removed or revoked, or has expired. Store the entry anew";
    }

    /**
     * A key and its name stay together as long as they live, so that what was once found beside an entry needs to be
     * found, and no more.
     */
    private Optional<Reference> found(EntrySource source, KeyName held) {
        Optional<LinkedKey> last = source.key().map(known::get);
        return last.filter(link -> isFoundAgain(link, held))
                .map(LinkedKey::key)
                .or(() -> linkedBeside(source.key(), held))
                .map(key -> Reference.of(held, key));
    }

    /** False too where the keyring has gone, which tells nothing of the entry: another may link it. */
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

    /** The keyrings in which a search meets either of them first: a key may be linked in several. */
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

    /** The live key; a dead one is none. */
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
