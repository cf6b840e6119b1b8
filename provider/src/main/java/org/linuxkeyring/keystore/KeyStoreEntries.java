package org.linuxkeyring.keystore;

import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
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
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryKeySource;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldKeyFinder;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KernelKeyAttributes;
import org.linuxkeyring.keystore.store.KeyExpiry;
import org.linuxkeyring.keystore.store.KeyringSnapshot;
import org.linuxkeyring.seal.Sealing;
import org.linuxkeyring.spec.ListedKey;
import org.linuxkeyring.spec.Writes;

/** The entries of a loaded keystore, by alias, under the keystore's settings. */
final class KeyStoreEntries {
    private final Settings settings;
    private final String keyring;
    private final AliasedEntries entries;
    private final EntryStore store;
    private final SearchScope scope;
    private final HeldKeyFinder heldKeys;
    private final Runnable restriction;
    private final Optional<Sealing> sealing;
    private final EntriesUnderConstruction underConstruction = new EntriesUnderConstruction();

    /** Makes a keystore's entries; {@code restriction} restricts the keyring that changes go to, if it is to be. */
    KeyStoreEntries(
            Settings settings,
            EntryStore store,
            SearchScope scope,
            KeyTypeProbe types,
            Runnable restriction,
            Optional<Sealing> sealing) {
        this.settings = settings;
        this.keyring = settings.keyring().map(Object::toString).orElse("");
        this.entries = new AliasedEntries(new Aliases(settings.types(), settings.prefix()), store, types);
        this.store = store;
        this.scope = scope;
        this.heldKeys = new HeldKeyFinder(scope);
        this.restriction = restriction;
        this.sealing = sealing;
    }

    /** Returns the keyring that the settings name, for an operator; empty for all keyrings of the process. */
    String keyring() {
        return keyring;
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

    /** Returns a snapshot of the keyring; none while a helper program makes an entry, whose key cannot be read yet. */
    Optional<KeyringSnapshot> snapshot() {
        return underConstruction.isEmpty() ? store.snapshot() : Optional.empty();
    }

    /** Returns these entries for reading them one by one, as {@link ServedEntries#linked} does. */
    Optional<LinkedEntries> linked() {
        return store.keyring().filter(keyring -> !callsOut()).map(keyring -> new LinkedEntries(this, entries, keyring));
    }

    HeldEntryWriter heldWriter(String alias, EntryPolicy given) {
        return new HeldEntryWriter(entries, changes(), store, alias, given, sealing);
    }

    boolean contains(String alias) {
        return entries.found(alias).isPresent();
    }

    /** Returns what {@code reader} makes of the payload of an alias; empty where there is no such key. */
    <T> Optional<T> read(String alias, PayloadReader<T> reader) {
        return entries.read(alias, reader);
    }

    /**
     * Returns the entry of an alias; the caller closes it.
     *
     * @throws KeyringException if the key is dead, unreadable or malformed, or if the entry has ended
     */
    Optional<StoredEntry> find(String alias) {
        try {
            return entries.first(alias, store::entry).map(entry -> checked(alias, entry));
        } catch (KeyctlException e) {
            throw explained(alias, e);
        }
    }

    private StoredEntry checked(String alias, StoredEntry entry) {
        KeyExpiry.requireNotEnded(() -> quoted(alias), entry);
        return entry.kind() == Kind.CERTIFICATE ? withHeldKey(entry) : entry;
    }

    private KeyctlException explained(String alias, KeyctlException e) {
        boolean withoutCertificate =
                entries.usualType(alias).equals(KeyType.ASYMMETRIC) && e.errno() == Errno.EOPNOTSUPP;
        return (withoutCertificate ? e.withRemedy(EntryObjects.besidePrivateKey(entries.usual(alias), e.subject())) : e)
                .about(quoted(alias));
    }

    /** Returns whether there is an entry that has ended, even if only by its own note. */
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
     * Returns the entry of a private key, if the kernel holds a private key of the same description as these
     * certificates; otherwise, returns the certificates.
     */
    private StoredEntry withHeldKey(StoredEntry certificates) {
        return heldKeys.find(certificates)
                .map(held -> certificates.asHeldPrivateKey(held.name().description()))
                .orElse(certificates);
    }

    /**
     * Returns what {@code use} makes of the entry of an alias, as {@link #find} finds it. Empty if there is no entry,
     * if {@code use} returns null, or if the entry is malformed or cannot be read. For a caller that goes through all
     * entries, such as keytool and JSSE's key managers, an unreadable entry counts as missing, since an exception would
     * cost the caller all other entries.
     */
    <T> Optional<T> list(String alias, Function<StoredEntry, T> use) {
        try (StoredEntry entry = entries.first(alias, store::entry)
                .map(found -> checked(alias, found))
                .orElse(null)) {
            return Optional.ofNullable(entry).map(use);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        } catch (KeyctlException e) {
            Trace.passedOver(alias, keyring, e);
            return switch (e.errno()) {
                case EACCES, EOPNOTSUPP, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, ENOKEY -> Optional.empty();
                default -> throw explained(alias, e);
            };
        }
    }

    /**
     * Returns the key of an entry, or a handle for it if {@code keys=opaque}.
     *
     * @throws UnrecoverableKeyException as {@link StoredEntry#key} does, and if the key that the kernel held has gone,
     *     or if the key that the entry names is not the entry's own
     */
    Key key(String alias, StoredEntry entry, char[] password)
            throws UnrecoverableKeyException, NoSuchAlgorithmException {
        Optional<HeldKeyFinder.Reference> held = heldKeys.find(entry);
        if (held.isPresent()) {
            return EntryObjects.heldKey(held.get().require(), entry, new EntryName(alias, keyring));
        }
        Key key = entry.key(password);
        return key != null && settings.hidesKeys()
                ? EntryKeySource.handle(store, new EntryName(alias, keyring), entry, key, password)
                : key;
    }

    /** Returns the usable key that the kernel holds for an entry; empty where there is none. */
    Optional<KernelKey> keyHeldFor(StoredEntry entry) {
        return heldKeys.find(entry).flatMap(HeldKeyFinder.Reference::key);
    }

    /** Returns the entry's own attributes, and those that describe its key. */
    Set<Attribute> attributes(String alias, StoredEntry entry) {
        Set<Attribute> all = new HashSet<>(entry.attributes());
        all.removeIf(KeyAttributes::isOne);
        Optional<KernelKey> key =
                heldKeys.find(entry).map(HeldKeyFinder.Reference::key).orElseGet(() -> entries.key(alias));
        all.addAll(KernelKeyAttributes.of(key, entry));
        return Collections.unmodifiableSet(all);
    }

    /**
     * Returns the kind of an entry; empty for an entry that no password would open, so that callers that go through all
     * entries do not ask for its key. The JDK's SunX509 key manager has no key at all where getKey throws an exception
     * for one entry, and its PKIX key manager has none where getCertificateChain does.
     */
    Optional<Kind> kind(String alias) {
        return list(
                alias,
                entry -> EntryObjects.fault(entry, none -> key(alias, entry, null))
                                .isPresent()
                        ? null
                        : entry.kind());
    }

    /**
     * Returns the reason why no password makes the entry of an alias usable, as getEntry gives it; empty for an entry
     * that can be used, and where there is no entry.
     */
    Optional<String> fault(String alias) {
        try (StoredEntry entry = find(alias).orElse(null)) {
            return Optional.ofNullable(entry)
                    .flatMap(found -> EntryObjects.fault(found, none -> key(alias, found, null)))
                    .map(Throwable::getMessage);
        } catch (KeyringException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Has a helper program make the entry if there is none, where callout info is configured. Only callers that ask for
     * the entry itself may call this method: a listing of entries must start no program.
     */
    KeyStoreEntries callOut(String alias) {
        try {
            settings.callout().ifPresent(info -> entries.request(alias, info));
            return this;
        } catch (KeyctlException e) {
            throw e.about(quoted(alias));
        }
    }

    boolean callsOut() {
        return settings.callout().isPresent();
    }

    EntriesUnderConstruction underConstruction() {
        return underConstruction;
    }

    /**
     * Returns the key that the kernel holds for an entry and that was made for the entry. A key that another tool put
     * beside the entry belongs to that tool, and is not returned.
     */
    Optional<KernelKey> keyMadeFor(StoredEntry entry) {
        return heldKeys.find(entry)
                .filter(held -> entry.source()
                        .filter(source -> HeldName.isOf(source.name(), held.name()))
                        .isPresent())
                .flatMap(HeldKeyFinder.Reference::key);
    }

    /**
     * Carries out what {@code writes=on-store} kept back, and then any restriction of the keyring; returns what a file,
     * if there is one, is to have of sealed entries in the place of those that it had.
     */
    Optional<byte[]> flush(boolean hasFile, Optional<byte[]> replaced) {
        store.flush();
        Optional<byte[]> sealed =
                sealing.filter(each -> hasFile).map(each -> each.store(entries.aliasesByName(), replaced));
        if (settings.writes() != Writes.NEVER) {
            restriction.run();
        }
        return sealed;
    }

    Optional<Sealing> sealing() {
        return sealing;
    }

    static String quoted(String alias) {
        return "alias '" + Printable.name(alias) + "'";
    }
}
