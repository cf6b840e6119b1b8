package org.linuxkeyring.spec;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a loaded {@code LINUXKEYRING} keystore can do that {@link KeyStore} has no method for.
 *
 * <pre>{@code
 * KeyringKeyStore.of(keyStore).setTimeout("token", Duration.ofMinutes(10));
 * }</pre>
 *
 * It is the keystore itself, seen in another way: what one changes, the other shows. Safe for use by several threads,
 * as the keystore is.
 */
public interface KeyringKeyStore {
    /** The keystore type's name, for {@link KeyStore#getInstance(String)}. */
    String TYPE = "LINUXKEYRING";

    /**
     * Returns what a keystore is behind {@link KeyStore}.
     *
     * @param keyStore one that has been loaded, of type {@value #TYPE} and of this provider
     * @return the same keystore
     * @throws IllegalArgumentException if it is of another type or provider, or of a subclass of KeyStore: such a
     *     keystore may rename or hide what it takes from one of ours, and would be passed over
     * @throws KeyStoreException if it has not been loaded
     */
    static KeyringKeyStore of(KeyStore keyStore) throws KeyStoreException {
        if (!KeyringRequest.mayBeAnsweredBy(keyStore)) {
            throw KeyringRequest.refused(keyStore);
        }
        try {
            if (keyStore.getEntry("", KeyringRequest.KEY_STORE) instanceof KeyringKeyStore found) {
                return found;
            }
        } catch (KeyStoreException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException(e);
        }
        throw KeyringRequest.refused(keyStore);
    }

    /**
     * Lets an entry end that long from now, without storing it anew, and so without its password
     * (keyctl_set_timeout(3)). Needs setattr permission on its key.
     *
     * @param alias the entry's
     * @param timeout in whole seconds, at most 2147483647; {@link Duration#ZERO} for no end
     * @throws KeyStoreException if there is no such entry, or its time is over, or the kernel refuses
     * @throws IllegalArgumentException if the timeout is negative, longer, or has a fraction of a second
     */
    void setTimeout(String alias, Duration timeout) throws KeyStoreException;

    /**
     * Sets several entries or, where one of them is refused, none, as far as the kernel lets what was stored be taken
     * back. Other processes see them one by one meanwhile. Needs {@code writes=immediate}.
     *
     * @param entries by alias, in the order in which they are stored
     * @param protection as {@link KeyStore#setEntry} takes it, such as a {@link KeyringProtection}; null for none. It
     *     counts for each entry
     * @throws KeyStoreException if one is refused; it tells what could not be taken back
     */
    void setEntries(Map<String, KeyStore.Entry> entries, KeyStore.ProtectionParameter protection)
            throws KeyStoreException;

    /**
     * Tells why an entry is neither a key nor a certificate, though it is there: KeyStore has no method that says so.
     *
     * @param alias the entry's
     * @return what {@code getEntry} would say, whatever the password; empty for an entry that can be used, or for none
     */
    Optional<String> fault(String alias);

    /**
     * Tells what the kernel does of the key that holds an entry, or of the one that it holds for the entry; takes no
     * password.
     *
     * @param alias the entry's
     * @return empty for no entry, or one whose key may not be viewed or that cannot be read
     */
    Optional<KeyInfo> info(String alias);

    /**
     * Shows where the entries are now; those that {@code store} has yet to carry out are nowhere.
     *
     * @return the keyrings that are searched, in that order, each with what it links
     * @throws org.linuxkeyring.error.KeyctlException if a keyring may not be listed
     */
    List<ListedKey> keyrings();
}
