package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.UnrecoverableEntryException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.DecodedEntries.Decoded;
import org.linuxkeyring.keystore.DecodedEntries.State;
import org.linuxkeyring.keystore.store.KeyringSnapshot;
import org.linuxkeyring.spec.KeyringKeyStore;

/** The entries of a LINUXKEYRING keystore, as its SPI has them. */
final class CurrentEntries implements ServedEntries {
    private static final Set<Kind> WITH_KEY = EnumSet.of(Kind.PRIVATE_KEY);
    private static final Set<Kind> WITH_CERTIFICATE = EnumSet.of(Kind.PRIVATE_KEY, Kind.CERTIFICATE);

    private final KeyStoreEntries entries;

    CurrentEntries(KeyStoreEntries entries) {
        this.entries = entries;
    }

    @FunctionalInterface
    private interface Decoder<T> {
        T decode(String alias, StoredEntry entry) throws GeneralSecurityException;
    }

    /**
     * Returns the entries of a LINUXKEYRING keystore; empty for any other keystore. A wrapper is another keystore, even
     * if it passes requests on: read without regard to the wrapper, the entries would not be the wrapper's.
     *
     * @throws KeyStoreException if the keystore has not been loaded
     */
    static Optional<CurrentEntries> of(KeyStore keyStore) throws KeyStoreException {
        try {
            return Optional.of(((LinuxKeyringKeyStore) KeyringKeyStore.of(keyStore)).current());
        } catch (IllegalArgumentException anotherKeyStore) {
            return Optional.empty();
        }
    }

    @Override
    public DecodedEntries<PrivateKeyEntry> privateKeys(DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords) {
        return read(last, WITH_KEY, (alias, entry) -> privateKey(entries, alias, entry, passwords.of(alias)));
    }

    static PrivateKeyEntry privateKey(KeyStoreEntries entries, String alias, StoredEntry entry, char[] password)
            throws GeneralSecurityException {
        try {
            return (PrivateKeyEntry)
                    EntryObjects.of(entry, none -> entries.key(alias, entry, password), Set.of(), null);
        } catch (IllegalArgumentException e) {
            throw new KeyStoreException("its first certificate is not that of the key: " + e.getMessage(), e);
        }
    }

    @Override
    public DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last) {
        return read(last, WITH_CERTIFICATE, (alias, entry) -> first(entry));
    }

    static X509Certificate first(StoredEntry entry) throws GeneralSecurityException {
        if (entry.chain().length == 0) {
            throw new UnrecoverableEntryException("it has no certificate");
        }
        return (X509Certificate) entry.chain()[0];
    }

    @Override
    public String keyring() {
        return entries.keyring();
    }

    @Override
    public Optional<LinkedEntries> linked() {
        return entries.linked();
    }

    @Override
    public Optional<List<String>> callout() {
        return entries.callsOut() ? Optional.of(entries.settings().calloutAliases()) : Optional.empty();
    }

    @Override
    public boolean request(String alias) {
        return make(alias, () -> entries.callOut(alias));
    }

    /**
     * Has a missing entry made as {@link #request} does, but by the given action.
     *
     * @return whether the entry is there now
     */
    boolean make(String alias, Runnable asking) {
        return entries.underConstruction().make(alias, entries::contains, asking);
    }

    /**
     * Returns whether a helper program is making the entry. A read of the entry's key would wait for the helper
     * program.
     */
    boolean isUnderConstruction(String alias) {
        return entries.underConstruction().contains(alias);
    }

    /**
     * Returns the current entries of some kinds. Entries that are expired, revoked, malformed or not readable are left
     * out, and so are the entries that this keystore has a helper program make at present. A snapshot of the keyring
     * counts only if each alias was read: what is missing for a moment may come back as it was.
     */
    private <T> DecodedEntries<T> read(DecodedEntries<T> last, Set<Kind> kinds, Decoder<T> decoder) {
        if (last.isCurrent()) {
            return last;
        }
        Optional<KeyringSnapshot> snapshot = entries.snapshot();
        Map<String, Decoded<T>> now = new LinkedHashMap<>();
        for (String alias : entries.aliases()) {
            if (isUnderConstruction(alias)) {
                snapshot = Optional.empty();
                continue;
            }
            try {
                Optional<Optional<Decoded<T>>> read = entries.list(
                        alias,
                        entry -> kinds.contains(entry.kind())
                                ? Optional.of(decoded(alias, entry, last, decoder))
                                : Optional.empty());
                read.flatMap(decoded -> decoded).ifPresent(decoded -> now.put(alias, decoded));
                snapshot = read.isPresent() ? snapshot : Optional.empty();
            } catch (KeyringException e) {
                // The exception concerns this entry alone. The next read has to ask for the entry again, and
                // might be skipped if there were a snapshot.
                snapshot = Optional.empty();
            }
        }
        return last.next(now, snapshot);
    }

    private <T> Decoded<T> decoded(String alias, StoredEntry entry, DecodedEntries<T> last, Decoder<T> decoder) {
        State state = new State(entry.digest(), entries.keyHeldFor(entry));
        return last.known(alias, state).orElseGet(() -> decode(alias, entry, state, decoder));
    }

    /**
     * Decodes an entry, and records the refusal where that fails. A malformed certificate or key may make the JDK's
     * classes throw exceptions that they do not declare.
     */
    private static <T> Decoded<T> decode(String alias, StoredEntry entry, State state, Decoder<T> decoder) {
        try {
            return new Decoded<>(state, Optional.of(decoder.decode(alias, entry)), Optional.empty());
        } catch (GeneralSecurityException e) {
            return refused(state, e);
        } catch (KeyringException e) {
            throw e;
        } catch (RuntimeException e) {
            return refused(state, new UnrecoverableEntryException(e.toString()));
        }
    }

    private static <T> Decoded<T> refused(State state, GeneralSecurityException refusal) {
        return new Decoded<>(state, Optional.empty(), Optional.of(refusal));
    }
}
