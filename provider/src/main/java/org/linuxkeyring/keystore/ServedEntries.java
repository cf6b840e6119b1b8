package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A loaded keystore as TLS looks at it: what it holds now, decoded anew only where it changed. */
public interface ServedEntries {
    /**
     * Those of a keystore that reads from keyrings: one of ours, or one that hands on what one of ours answers. Empty
     * for null and for all others, which change in this process alone.
     *
     * @throws KeyStoreException if it has not been loaded
     */
    static Optional<ServedEntries> of(KeyStore keyStore) throws KeyStoreException {
        if (keyStore == null) {
            return Optional.empty();
        }
        Optional<CurrentEntries> direct = CurrentEntries.of(keyStore);
        return direct.isPresent()
                ? Optional.of(direct.get())
                : WrappedEntries.of(keyStore).map(ServedEntries.class::cast);
    }

    /**
     * The private keys that have a certificate.
     *
     * @param last the entries that were decoded before, returned if nothing has changed
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    DecodedEntries<PrivateKeyEntry> privateKeys(DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords);

    /**
     * The certificates that the JDK's trust managers take from a keystore: each trusted one, and the first of each
     * key's.
     *
     * @param last the entries that were decoded before, returned if nothing has changed
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last);

    /**
     * The aliases that the setting {@code callout.aliases} names; empty where no helper program makes missing entries.
     */
    Optional<List<String>> callout();

    /**
     * Has a helper program make an entry if there is none, and waits for it, as {@code getKey} does.
     *
     * @return whether it is there now
     * @throws org.linuxkeyring.error.KeyringException where the helper, or the kernel, refuses
     */
    boolean request(String alias);
}
