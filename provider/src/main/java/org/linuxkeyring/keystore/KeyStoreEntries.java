package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldKeyFinder;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KernelKeyAttributes;
import org.linuxkeyring.keystore.store.KeyringSnapshot;
import org.linuxkeyring.spec.ListedKey;
import org.linuxkeyring.spec.Writes;

/** A loaded keystore: its settings at work, entries by alias. */
final class KeyStoreEntries {
    private static final String BESIDE_A_PRIVATE_KEY =
            "The kernel holds this private key, and an entry needs its certificates: put them beside it (`keyctl"
                    + " padd user NAME"
                    + " KEYRING < chain.pem`), and use the alias NAME.";

    private final Settings settings;
    private final Optional<byte[]> callout;
    private final AliasedEntries entries;
    private final EntryStore store;
    private final SearchScope scope;
    private final HeldKeyFinder heldKeys;
    private final Runnable restriction;
    private final BeingMade beingMade = new BeingMade();

    /** @param restriction restricts the keyring that changes go to, if it is to be */
    KeyStoreEntries(Settings settings, EntryStore store, SearchScope scope, KeyTypeProbe types, Runnable restriction) {
        this.settings = settings;
        this.callout = settings.callout();
        this.entries = new AliasedEntries(new Aliases(settings.types(), settings.prefix()), store, types);
        this.store = store;
        this.scope = scope;
        this.heldKeys = new HeldKeyFinder(scope);
        this.restriction = restriction;
    }

    Settings settings() {
        return settings;
    }

    EntryChanges changes() {
        return new EntryChanges(settings, entries, store);
    }

    List<String> aliases() {
        return entries.aliases();
    }

    List<ListedKey> keyrings() {
        return EntryPlaces.in(scope, entries.aliasesByName());
    }

    /** Empty, too, while a helper program makes an entry: to look at its key is to wait for it. */
    Optional<KeyringSnapshot> snapshot() {
        return beingMade.isEmpty() ? store.snapshot() : Optional.empty();
    }

    HeldEntryWriter heldWriter(String alias, EntryPolicy given) {
        return new HeldEntryWriter(entries, changes(), store, alias, given);
    }

    boolean contains(String alias) {
        return entries.found(alias).isPresent();
    }

    /** Returns what {@code reader} makes of the payload of an alias; empty where there is no such key. */
    <T> Optional<T> read(String alias, PayloadReader<T> reader) {
        return entries.read(alias, reader);
    }

    /**
     * The entry of an alias, which the caller closes.
     *
     * @throws KeyringException if the key is dead, or may not or cannot be read, or is malformed
     */
    Optional<StoredEntry> find(String alias) {
        try {
            return entries.first(alias, store::entry).map(entry -> checked(alias, entry));
        } catch (KeyctlException e) {
            throw explained(alias, e);
        }
    }

    private StoredEntry checked(String alias, StoredEntry entry) {
        requireNotEnded(alias, entry);
        return entry.kind() == Kind.CERTIFICATE ? withHeldKey(entry) : entry;
    }

    private KeyctlException explained(String alias, KeyctlException e) {
        boolean withoutCertificate =
                entries.usualType(alias).equals(KeyType.ASYMMETRIC) && e.errno() == Errno.EOPNOTSUPP;
        return (withoutCertificate ? e.withRemedy(BESIDE_A_PRIVATE_KEY) : e).about(quoted(alias));
    }

    /**
     * A process that replaced an entry may have been killed before it set the timeout again, which the update had
     * dropped.
     */
    private static void requireNotEnded(String alias, StoredEntry entry) {
        Optional<Instant> end = entry.expiry().filter(instant -> !instant.isAfter(Instant.now()));
        if (end.isPresent()) {
            entry.close();
            throw new RefusedCall("KEYCTL_READ", Errno.EKEYEXPIRED.number(), quoted(alias))
                    .withRemedy("The entry notes " + end.get() + " as its end, though its key has no timeout or a later"
                            + " one. Store it anew.");
        }
    }

    /** Whether there is an entry whose time is over by its own note. */
    boolean hasEnded(String alias) {
        try {
            find(alias).ifPresent(StoredEntry::close);
            return false;
        } catch (KeyctlException e) {
            return e.errno() == Errno.EKEYEXPIRED;
        } catch (MalformedEntryException e) {
            return false;
        }
    }

    /**
     * Certificates, with the private key of the same description if the kernel holds one: that is a private key's
     * entry.
     */
    private StoredEntry withHeldKey(StoredEntry certificates) {
        return heldKeys.find(certificates)
                .map(held -> certificates.asHeldPrivateKey(held.name().description()))
                .orElse(certificates);
    }

    /**
     * What {@code use} makes of the entry of an alias, as {@link #find} finds it; empty if there is none, or it makes
     * null, or the entry is malformed or cannot be read: to who goes through all entries, such as keytool and JSSE's
     * key managers, that is none, since an exception would cost all the others.
     */
    <T> Optional<T> list(String alias, Function<StoredEntry, T> use) {
        try (StoredEntry entry = entries.first(alias, store::entry)
                .map(found -> checked(alias, found))
                .orElse(null)) {
            return Optional.ofNullable(entry).map(use);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, ENOKEY -> Optional.empty();
                default -> throw explained(alias, e);
            };
        }
    }

    /**
     * The key of an entry.
     *
     * @throws UnrecoverableKeyException as {@link StoredEntry#key} does, and where the key that the kernel held has
     *     gone, or the one that the entry names is none of its own
     */
    Key key(StoredEntry entry, char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        Optional<HeldKeyFinder.Reference> held = heldKeys.find(entry);
        return held.isPresent() ? EntryObjects.heldKey(held.get().require(), entry) : entry.key(password);
    }

    /** The key that the kernel holds for an entry; empty where it holds none, or none that can be used. */
    Optional<org.linuxkeyring.keyring.key.KernelKey> keyHeldFor(StoredEntry entry) {
        return heldKeys.find(entry).flatMap(HeldKeyFinder.Reference::key);
    }

    /** The entry's own attributes, and those that tell of its key. */
    Set<Attribute> attributes(String alias, StoredEntry entry) {
        Set<Attribute> all = new HashSet<>(entry.attributes());
        all.removeIf(KeyAttributes::isOne);
        heldKeys.find(entry)
                .map(HeldKeyFinder.Reference::key)
                .orElseGet(() -> entries.key(alias))
                .map(KernelKeyAttributes::of)
                .ifPresent(all::addAll);
        return Collections.unmodifiableSet(all);
    }

    /**
     * None for an entry that no password would open, so that no one who goes through all entries asks for it: the JDK's
     * SunX509 key manager has no key at all where getKey of one throws, and its PKIX one where getCertificateChain
     * does.
     */
    Optional<Kind> kind(String alias) {
        return list(alias, entry -> fault(entry).isPresent() ? null : entry.kind());
    }

    /** Why there is no using the entry of an alias, which is there, whatever the password: what getEntry says. */
    Optional<String> fault(String alias) {
        try (StoredEntry entry = find(alias).orElse(null)) {
            return Optional.ofNullable(entry).flatMap(this::fault).map(Throwable::getMessage);
        } catch (KeyringException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<Exception> fault(StoredEntry entry) {
        try {
            Set<Attribute> attributes = entry.attributes();
            boolean hasChain = entry.chain().length > 0;
            if (entry.isProtected()) {
                entry.requireKnownProtection();
            } else if (hasChain) {
                EntryObjects.of(entry, none -> key(entry, null), attributes, null);
            } else {
                key(entry, null);
            }
            return Optional.empty();
        } catch (GeneralSecurityException | MalformedEntryException e) {
            return Optional.of(e);
        }
    }

    /**
     * Has a helper program make the entry if there is none, where callout info is configured. Only for who asks for the
     * entry itself: to list entries must start nothing.
     *
     * @return these entries
     */
    KeyStoreEntries callOut(String alias) {
        try {
            if (callout.isPresent()) {
                entries.request(alias, callout.get());
            }
            return this;
        } catch (KeyctlException e) {
            throw e.about(quoted(alias));
        }
    }

    boolean callsOut() {
        return callout.isPresent();
    }

    BeingMade beingMade() {
        return beingMade;
    }

    /**
     * The key that the kernel holds for an entry, and that was made for it; one that another tool put beside it is that
     * tool's.
     */
    Optional<org.linuxkeyring.keyring.key.KernelKey> keyMadeFor(StoredEntry entry) {
        return heldKeys.find(entry)
                .filter(held -> entry.source()
                        .filter(source -> HeldName.isOf(source.name(), held.name()))
                        .isPresent())
                .flatMap(HeldKeyFinder.Reference::key);
    }

    /** Carries out what {@code writes=on-store} kept back, and then restricts the keyring, if it is to be. */
    void flush() {
        store.flush();
        if (settings.writes() != Writes.NEVER) {
            restriction.run();
        }
    }

    static String quoted(String alias) {
        return "alias '" + Printable.name(alias) + "'";
    }
}
