package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
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

/**
 * The entries of a keystore of ours, by its SPI.
 *
 * <p>{@code KeyStore} hides its SPI. What it hands through unseen are the two marker interfaces of {@code getEntry}, so
 * this is the entry that a protection parameter of ours asks for.
 */
final class CurrentEntries implements ServedEntries, KeyStore.Entry {
    private static final Set<Kind> WITH_KEY = EnumSet.of(Kind.PRIVATE_KEY);
    private static final Set<Kind> WITH_CERTIFICATE = EnumSet.of(Kind.PRIVATE_KEY, Kind.CERTIFICATE);

    private final KeyStoreEntries entries;

    CurrentEntries(KeyStoreEntries entries) {
        this.entries = entries;
    }

    /** Asks the SPI for these instead of an entry. */
    enum Request implements KeyStore.ProtectionParameter {
        CURRENT_ENTRIES
    }

    @FunctionalInterface
    private interface Decoder<T> {
        T decode(String alias, StoredEntry entry) throws GeneralSecurityException;
    }

    /**
     * Those of a keystore that is one of ours itself, whatever its type's name was spelt like. A wrapper may hand the
     * request on as well, and would not be asked any more: so it has to be plain, and of a provider that makes ours.
     *
     * @throws KeyStoreException if it has not been loaded
     */
    static Optional<CurrentEntries> of(KeyStore keyStore) throws KeyStoreException {
        if (keyStore.getClass() != KeyStore.class || !makesOurs(keyStore.getProvider())) {
            return Optional.empty();
        }
        try {
            return keyStore.getEntry("", Request.CURRENT_ENTRIES) instanceof CurrentEntries entries
                    ? Optional.of(entries)
                    : Optional.empty();
        } catch (NoSuchAlgorithmException | UnrecoverableEntryException e) {
            throw new KeyStoreException(e);
        }
    }

    private static boolean makesOurs(Provider provider) {
        Provider.Service service = provider == null ? null : provider.getService("KeyStore", KeyringKeyStore.TYPE);
        return service != null && service.getClassName().equals(LinuxKeyringKeyStore.class.getName());
    }

    @Override
    public DecodedEntries<PrivateKeyEntry> privateKeys(DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords) {
        return read(last, WITH_KEY, (alias, entry) -> privateKey(entry, passwords.of(alias)));
    }

    private PrivateKeyEntry privateKey(StoredEntry entry, char[] password) throws GeneralSecurityException {
        try {
            return (PrivateKeyEntry) EntryObjects.of(entry, none -> entries.key(entry, password), Set.of(), null);
        } catch (IllegalArgumentException e) {
            throw new KeyStoreException("its first certificate is not that of the key: " + e.getMessage(), e);
        }
    }

    @Override
    public DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last) {
        return read(last, WITH_CERTIFICATE, (alias, entry) -> first(entry));
    }

    private static X509Certificate first(StoredEntry entry) throws GeneralSecurityException {
        if (entry.chain().length == 0) {
            throw new UnrecoverableEntryException("it has no certificate");
        }
        return (X509Certificate) entry.chain()[0];
    }

    @Override
    public Optional<List<String>> callout() {
        return entries.callsOut() ? Optional.of(entries.settings().calloutAliases()) : Optional.empty();
    }

    @Override
    public boolean request(String alias) {
        return make(alias, () -> entries.callOut(alias));
    }

    /** The same by other means. */
    boolean make(String alias, Runnable asking) {
        return entries.beingMade().make(alias, entries::contains, asking);
    }

    /** Whether a helper program is making the entry: to read its key would be to wait for it. */
    boolean isBeingMade(String alias) {
        return entries.beingMade().contains(alias);
    }

    /**
     * What is expired, revoked, malformed or not to be read is left out, and what this keystore has a helper make just
     * now.
     */
    private <T> DecodedEntries<T> read(DecodedEntries<T> last, Set<Kind> kinds, Decoder<T> decoder) {
        if (last.isCurrent()) {
            return last;
        }
        Optional<KeyringSnapshot> snapshot = entries.snapshot();
        Map<String, Decoded<T>> now = new LinkedHashMap<>();
        for (String alias : entries.aliases()) {
            if (isBeingMade(alias)) {
                snapshot = Optional.empty();
                continue;
            }
            try {
                entries.list(alias, entry -> kinds.contains(entry.kind()) ? decoded(alias, entry, last, decoder) : null)
                        .ifPresent(decoded -> now.put(alias, decoded));
            } catch (KeyringException e) {
                // The exception concerns this entry alone. The entry is asked for again by the next read, which must
                // not
                // be left out because of a snapshot.
                snapshot = Optional.empty();
            }
        }
        return last.next(now, snapshot);
    }

    private <T> Decoded<T> decoded(String alias, StoredEntry entry, DecodedEntries<T> last, Decoder<T> decoder) {
        State state = new State(entry.digest(), entries.keyHeldFor(entry));
        return last.known(alias, state).orElseGet(() -> decode(alias, entry, state, decoder));
    }

    /** A certificate or a key may be such that the JDK's classes throw what they do not declare. */
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
