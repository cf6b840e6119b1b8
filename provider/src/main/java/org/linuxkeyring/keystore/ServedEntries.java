package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The entries of a loaded keystore as TLS uses them: the current entries, each decoded again only where it has changed.
 */
public interface ServedEntries {
    /**
     * Returns the entries of a keystore that reads from keyrings: a LINUXKEYRING keystore, or a wrapper that passes on
     * what a LINUXKEYRING keystore answers. Empty for null and for all other keystores, which change in this process
     * alone.
     *
     * @throws KeyStoreException if the keystore has not been loaded
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
     * Returns the keyring that the keystore names; empty for the keyrings of the process, and where it is not known.
     */
    default String keyring() {
        return "";
    }

    /**
     * Returns the private keys that have a certificate.
     *
     * @param last the entries that were decoded before, returned if nothing has changed
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    DecodedEntries<PrivateKeyEntry> privateKeys(DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords);

    /**
     * Returns the certificates that the JDK's trust managers take from a keystore: each trusted certificate, and the
     * first certificate of each key.
     *
     * @param last the entries that were decoded before, returned if nothing has changed
     * @throws org.linuxkeyring.error.KeyringException if the keyring cannot be listed
     */
    DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last);

    /**
     * Returns the same entries for reading them one by one. Empty where that is not possible: for a wrapper, for a
     * keystore without a keyring or with changes that were not yet stored, and where helper programs make what is
     * missing, since they need to know all entries.
     */
    default Optional<LinkedEntries> linked() {
        return Optional.empty();
    }

    /**
     * Returns the aliases that the setting {@code callout.aliases} names; empty where no helper program makes missing
     * entries.
     */
    Optional<List<String>> callout();

    /**
     * Has a helper program make an entry if there is none, and waits for the entry, as {@code getKey} does.
     *
     * @return whether the entry is there now
     * @throws org.linuxkeyring.error.KeyringException if the helper program or the kernel refuses
     */
    boolean request(String alias);
}
