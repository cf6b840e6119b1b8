package org.linuxkeyring.keystore.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.KnownNames;
import org.linuxkeyring.keyring.Occurrences;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * Refuses changes whose result would not be what the keystore finds afterwards: changes go to one keyring, but a search
 * goes through others too. Another process may still change those keyrings between the check and the change, but this
 * keystore never changes what lies in them.
 */
final class ChangeGuard {
    private final SearchScope scope;
    private final KnownNames known;

    ChangeGuard(SearchScope scope, KnownNames known) {
        this.scope = scope;
        this.known = known;
    }

    /**
     * Refuses to put a key if a search finds a key of this name in another keyring and would still find that key first
     * afterwards.
     */
    void refuseHidden(KeyName name) {
        Keyring destination = scope.destination();
        Occurrences others = scope.occurrences(name, known);
        if (!others.before().isEmpty()) {
            throw inTheWay(name, others.before().get(0));
        }
        hidden(name, destination).ifPresent(key -> {
            throw new KeyringException(name + " in " + destination + " may not be searched, so " + name + " in "
                    + others.after().stream().findFirst().map(Keyring::toString).orElse("a keyring below")
                    + " would still be found. Nothing was changed. Grant the permission: keyctl setperm "
                    + key.serial());
        });
    }

    /**
     * Returns a key of this name in the destination that no search finds, since the key does not grant search
     * permission. add_key(2) would update the key, as an update requires write permission alone.
     */
    private static Optional<KernelKey> hidden(KeyName name, Keyring destination) {
        return destination.keys().stream()
                .filter(key -> metadata(key)
                        .filter(of -> of.name().equals(name) && !of.grantsSearch())
                        .isPresent())
                .findFirst();
    }

    private static Optional<KeyMetadata> metadata(KernelKey key) {
        try {
            return Optional.of(key.metadata());
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    /** Refuses to put a key while there is a key of this other name: the alias then stands for the other key. */
    void requireNotBehind(KeyName ahead) {
        boolean isThere;
        try {
            isThere = scope.search(ahead.type(), ahead.description()).isPresent();
        } catch (KeyctlException e) {
            isThere = switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES -> false;
                default -> throw e;
            };
        }
        if (isThere) {
            throw inTheWay(ahead, elsewhere(ahead).findFirst().orElseGet(scope::destination));
        }
    }

    private static KeyringException inTheWay(KeyName name, Keyring keyring) {
        return new KeyringException(name + " in " + keyring + " would still be found in its place. Nothing was changed."
                + " To change that one set " + setting(keyring) + ", or take another alias");
    }

    /**
     * Refuses to remove a key that the destination does not link itself, or while another keyring links a key of the
     * same name.
     *
     * @param search finds the live key of that name
     */
    void requireGone(KeyName name, Supplier<Optional<KernelKey>> search) {
        Optional<KernelKey> found = search.get();
        for (int attempt = 1; found.isPresent() && !scope.destination().links(found.get()); attempt++) {
            Optional<KernelKey> now = search.get();
            if (now.equals(found) || attempt == KeyringEntries.ATTEMPTS) {
                refuseElsewhere(name);
            }
            // Another process has removed or replaced the key between the search and the look at the destination's
            // links.
            found = now;
        }
        if (found.isPresent()) {
            requireNoneElsewhere(name);
        }
    }

    /** Refuses to change a key that is linked by other keyrings than the destination. */
    private void refuseElsewhere(KeyName name) {
        throw new KeyringException(name + " lies in "
                + elsewhere(name).findFirst().map(Keyring::toString).orElse("a keyring that may not be viewed")
                + ", and changes go to " + scope.destination() + " alone. Nothing was changed."
                + elsewhere(name)
                        .findFirst()
                        .map(keyring -> " To change it there set " + setting(keyring))
                        .orElse(""));
    }

    /** Refuses to remove a key from the destination while other keyrings link a key of the same name. */
    private void requireNoneElsewhere(KeyName name) {
        List<Keyring> others = elsewhere(name).toList();
        if (!others.isEmpty()) {
            Keyring other = others.get(0);
            Keyring destination = scope.destination();
            String own = destination
                    .own(name.type(), name.description())
                    .map(key -> ", or take this one out of its keyring by `keyctl unlink " + key.serial() + " "
                            + destination.serial() + "`")
                    .orElse("");
            throw new KeyringException(
                    name + " in " + other + " would be found then. Nothing was changed. Delete that one"
                            + " first, with " + setting(other) + own);
        }
    }

    private Stream<Keyring> elsewhere(KeyName name) {
        Occurrences others = scope.occurrences(name, known);
        return Stream.concat(others.before().stream(), others.after().stream());
    }

    private static String setting(Keyring keyring) {
        return "keyring=" + keyring.path();
    }
}
