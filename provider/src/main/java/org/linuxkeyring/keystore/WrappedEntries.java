package org.linuxkeyring.keystore;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.DecodedEntries.Decoded;
import org.linuxkeyring.keystore.DecodedEntries.State;
import org.linuxkeyring.spec.KeyringKeyStore;

/**
 * The entries of a keystore that passes on what a LINUXKEYRING keystore answers. They are read by the public methods of
 * {@code KeyStore} alone: whatever such a wrapper filters, renames or opens by other passwords, it does for TLS too.
 */
final class WrappedEntries implements ServedEntries {
    /** The number of times that a private key is read, if each time the chain is replaced during the read. */
    private static final int ATTEMPTS = 10;

    /**
     * The place where a LINUXKEYRING keystore that is listed records its entries. It is set only while a thread lists a
     * keystore to find out which LINUXKEYRING keystore is behind it.
     */
    private static final ThreadLocal<AtomicReference<KeyStoreEntries>> WATCHED = new ThreadLocal<>();

    private final KeyStore keyStore;
    private final Optional<CurrentEntries> behind;

    private WrappedEntries(KeyStore keyStore, Optional<CurrentEntries> behind) {
        this.keyStore = keyStore;
        this.behind = behind;
    }

    /**
     * Returns the entries of a wrapper. Empty for a keystore that lists no LINUXKEYRING keystore when it is listed,
     * unless its type is called LINUXKEYRING.
     */
    static Optional<WrappedEntries> of(KeyStore keyStore) throws KeyStoreException {
        Optional<CurrentEntries> behind = behind(keyStore);
        return behind.isPresent() || KeyringKeyStore.TYPE.equalsIgnoreCase(keyStore.getType())
                ? Optional.of(new WrappedEntries(keyStore, behind))
                : Optional.empty();
    }

    private static Optional<CurrentEntries> behind(KeyStore keyStore) throws KeyStoreException {
        AtomicReference<KeyStoreEntries> listed = new AtomicReference<>();
        WATCHED.set(listed);
        try {
            keyStore.aliases();
        } catch (RuntimeException e) {
            // The entries listed before the exception show which keystore is behind the wrapper. The key or trust
            // manager meets the exception again.
        } finally {
            WATCHED.remove();
        }
        return Optional.ofNullable(listed.get()).map(CurrentEntries::new);
    }

    /** Records that the entries of a LINUXKEYRING keystore are being listed, if the thread is watching for that. */
    static void listed(KeyStoreEntries entries) {
        AtomicReference<KeyStoreEntries> watched = WATCHED.get();
        if (watched != null) {
            watched.set(entries);
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        /** Returns the decoded entry of an alias; empty where the alias has an entry of another kind. */
        Optional<Decoded<T>> read(String alias, DecodedEntries<T> last) throws GeneralSecurityException;
    }

    @Override
    public String keyring() {
        return behind.map(CurrentEntries::keyring).orElse("");
    }

    @Override
    public DecodedEntries<PrivateKeyEntry> privateKeys(DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords) {
        return read(last, (alias, reading) -> privateKey(alias, reading, passwords));
    }

    @Override
    public DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last) {
        return read(last, this::certificate);
    }

    @Override
    public Optional<List<String>> callout() {
        return behind.flatMap(CurrentEntries::callout);
    }

    @Override
    public boolean request(String alias) {
        return behind.filter(entries -> entries.make(alias, () -> ask(alias))).isPresent();
    }

    /**
     * Asks the wrapper for the entry's chain. This makes a helper program start as a request for the key would, and
     * takes no password.
     */
    private void ask(String alias) {
        try {
            keyStore.getCertificateChain(alias);
        } catch (KeyStoreException e) {
            throw new KeyringException(e.getMessage(), e);
        }
    }

    private <T> DecodedEntries<T> read(DecodedEntries<T> last, Reader<T> reader) {
        Map<String, Decoded<T>> now = new LinkedHashMap<>();
        for (String alias : aliases()) {
            if (behind.filter(entries -> entries.isUnderConstruction(alias)).isEmpty()) {
                decoded(alias, last, reader).ifPresent(decoded -> now.put(alias, decoded));
            }
        }
        return last.next(now, Optional.empty());
    }

    private List<String> aliases() {
        try {
            return Collections.list(keyStore.aliases());
        } catch (KeyringException e) {
            throw e;
        } catch (KeyStoreException | RuntimeException e) {
            throw new KeyringException("The keystore cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * Decodes an entry, and records the refusal where that fails. A wrapper may throw any exception for one entry,
     * which must not affect the other entries.
     */
    private static <T> Optional<Decoded<T>> decoded(String alias, DecodedEntries<T> last, Reader<T> reader) {
        try {
            return reader.read(alias, last);
        } catch (GeneralSecurityException e) {
            return refused(alias, last, e);
        } catch (RuntimeException e) {
            return refused(alias, last, new UnrecoverableEntryException(e.toString()));
        }
    }

    /**
     * Returns the record of a refused entry. A refused entry is read again each time; as long as it is refused, that
     * counts as no change.
     */
    private static <T> Optional<Decoded<T>> refused(
            String alias, DecodedEntries<T> last, GeneralSecurityException refusal) {
        State unread = new State("", Optional.empty());
        return last.known(alias, unread)
                .or(() -> Optional.of(new Decoded<>(unread, Optional.empty(), Optional.of(refusal))));
    }

    private Optional<Decoded<PrivateKeyEntry>> privateKey(
            String alias, DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords)
            throws GeneralSecurityException {
        if (!keyStore.isKeyEntry(alias)) {
            return Optional.empty();
        }
        X509Certificate[] chain = chain(alias);
        for (int attempt = 1; ; attempt++) {
            if (chain.length == 0) {
                return Optional.empty();
            }
            Optional<Decoded<PrivateKeyEntry>> known = last.known(alias, state(chain));
            if (known.flatMap(Decoded::value).filter(WrappedEntries::isReadable).isPresent()) {
                return known;
            }
            Key key = keyStore.getKey(alias, passwords.of(alias));
            X509Certificate[] after = chain(alias);
            if (Arrays.equals(chain, after)) {
                return key instanceof PrivateKey ofChain
                        ? Optional.of(decoded(ofChain, chain, known))
                        : Optional.empty();
            }
            if (attempt == ATTEMPTS) {
                throw new UnrecoverableEntryException("it is being replaced all the time");
            }
            chain = after;
        }
    }

    /**
     * Returns the known object if the key is the same, or else a new one. A key whose encoding cannot be read may have
     * been replaced by another under the same certificate.
     */
    private static Decoded<PrivateKeyEntry> decoded(
            PrivateKey key, X509Certificate[] chain, Optional<Decoded<PrivateKeyEntry>> known) {
        return known.filter(
                        each -> each.value().map(PrivateKeyEntry::getPrivateKey).equals(Optional.of(key)))
                .orElseGet(() -> decoded(state(chain), new PrivateKeyEntry(key, chain)));
    }

    /**
     * Returns whether the private key has an encoding that can be read. Such a key belongs to the certificate, so that
     * it can have been replaced by no other under the same certificate.
     */
    private static boolean isReadable(PrivateKeyEntry entry) {
        return "PKCS#8".equals(entry.getPrivateKey().getFormat());
    }

    private X509Certificate[] chain(String alias) throws GeneralSecurityException {
        Certificate[] chain = keyStore.getCertificateChain(alias);
        X509Certificate[] certificates = new X509Certificate[chain == null ? 0 : chain.length];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = x509(chain[i]);
        }
        return certificates;
    }

    /**
     * Returns the certificate that the JDK's trust managers take from an entry: the certificate itself, or the first of
     * a key.
     */
    private Optional<Decoded<X509Certificate>> certificate(String alias, DecodedEntries<X509Certificate> last)
            throws GeneralSecurityException {
        boolean counts = keyStore.isCertificateEntry(alias) || keyStore.isKeyEntry(alias);
        Certificate found = counts ? keyStore.getCertificate(alias) : null;
        if (found == null) {
            return Optional.empty();
        }
        X509Certificate certificate = x509(found);
        return last.known(alias, state(certificate)).or(() -> Optional.of(decoded(state(certificate), certificate)));
    }

    private static <T> Decoded<T> decoded(State state, T value) {
        return new Decoded<>(state, Optional.of(value), Optional.empty());
    }

    private static X509Certificate x509(Certificate certificate) throws UnrecoverableEntryException {
        if (certificate instanceof X509Certificate x509) {
            return x509;
        }
        throw new UnrecoverableEntryException("its certificate is not of type X.509");
    }

    private static State state(X509Certificate... chain) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : chain) {
                byte[] encoded = certificate.getEncoded();
                digest.update((encoded.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(encoded);
            }
            return new State(HexFormat.of().formatHex(digest.digest()), Optional.empty());
        } catch (GeneralSecurityException e) {
            throw new KeyringException("a certificate cannot be encoded: " + e.getMessage(), e);
        }
    }
}
