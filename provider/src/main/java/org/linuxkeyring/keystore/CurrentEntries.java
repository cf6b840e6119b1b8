package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableEntryException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.keystore.Reading.Decoded;
import org.linuxkeyring.keystore.Reading.State;

/**
 * A loaded keystore as TLS looks at it: what it holds now, decoded anew only where it changed.
 *
 * <p>{@code KeyStore} hides its SPI. What it hands through unseen are the two marker interfaces of {@code getEntry}, so this is
 * the entry that a protection parameter of ours asks for.
 */
public final class CurrentEntries implements KeyStore.Entry {
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
     * Those of a keystore; empty for null and for one of another type.
     *
     * @throws KeyStoreException if it has not been loaded
     */
    public static Optional<CurrentEntries> of(KeyStore keyStore) throws KeyStoreException {
        if (keyStore == null || !keyStore.getType().equals(LinuxKeyringKeyStore.TYPE)) {
            return Optional.empty();
        }
        try {
            return Optional.of((CurrentEntries) keyStore.getEntry("", Request.CURRENT_ENTRIES));
        } catch (NoSuchAlgorithmException | UnrecoverableEntryException e) {
            throw new KeyStoreException(e);
        }
    }

    /**
     * The private keys that have a certificate.
     *
     * @param last the reading before this one, returned if nothing has changed
     * @param passwordOrNull as for {@code getKey}
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    public Reading<PrivateKeyEntry> privateKeys(Reading<PrivateKeyEntry> last, char[] passwordOrNull) {
        return read(last, WITH_KEY, (alias, entry) -> privateKey(entry, passwordOrNull));
    }

    private PrivateKeyEntry privateKey(StoredEntry entry, char[] password) throws GeneralSecurityException {
        try {
            return (PrivateKeyEntry) EntryObjects.of(entry, none -> entries.key(entry, password), Set.of(), null);
        } catch (IllegalArgumentException e) {
            throw new KeyStoreException("its first certificate is not that of the key: " + e.getMessage(), e);
        }
    }

    /**
     * The certificates that the JDK's trust managers take from a keystore: each trusted one, and the first of each key's.
     *
     * @param last the reading before this one, returned if nothing has changed
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    public Reading<X509Certificate> certificates(Reading<X509Certificate> last) {
        return read(last, WITH_CERTIFICATE, (alias, entry) -> first(entry));
    }

    private static X509Certificate first(StoredEntry entry) throws GeneralSecurityException {
        if (entry.chain().length == 0) {
            throw new UnrecoverableEntryException("it has no certificate");
        }
        return (X509Certificate) entry.chain()[0];
    }

    /** What is expired, revoked, malformed or not to be read is left out. */
    private <T> Reading<T> read(Reading<T> last, Set<Kind> kinds, Decoder<T> decoder) {
        if (last.isTrueStill()) {
            return last;
        }
        Optional<Glance> glance = entries.glance();
        Map<String, Decoded<T>> now = new LinkedHashMap<>();
        for (String alias : entries.aliases()) {
            entries.list(alias, entry -> kinds.contains(entry.kind()) ? decoded(alias, entry, last, decoder) : null)
                    .ifPresent(decoded -> now.put(alias, decoded));
        }
        return last.next(now, glance);
    }

    private <T> Decoded<T> decoded(String alias, StoredEntry entry, Reading<T> last, Decoder<T> decoder) {
        State state = new State(entry.digest(), entries.keyHeldFor(entry));
        return last.known(alias, state).orElseGet(() -> decode(alias, entry, state, decoder));
    }

    private static <T> Decoded<T> decode(String alias, StoredEntry entry, State state, Decoder<T> decoder) {
        try {
            return new Decoded<>(state, Optional.of(decoder.decode(alias, entry)), Optional.empty());
        } catch (GeneralSecurityException e) {
            return new Decoded<>(state, Optional.empty(), Optional.of(e));
        }
    }
}
