package org.linuxkeyring.spec;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations of a loaded {@code LINUXKEYRING} keystore that {@link KeyStore} has no methods for.
 *
 * <pre>{@code
 * KeyringKeyStore.of(keyStore).setTimeout("token", Duration.ofMinutes(10));
 * }</pre>
 *
 * This interface is another view of the same keystore: a change through one is visible through the other. Like the
 * keystore, it is safe for use by several threads.
 */
public interface KeyringKeyStore {
    /** The keystore type's name, for {@link KeyStore#getInstance(String)}. */
    String TYPE = "LINUXKEYRING";

    /**
     * Returns a view of a keystore as a {@code KeyringKeyStore}.
     *
     * @param keyStore a keystore of type {@value #TYPE} and of this provider, or one of the provider LinuxKeyringFiles
     *     that was loaded from a reference to a keyring
     * @return the same keystore under this interface
     * @throws IllegalArgumentException if the keystore is of another type or provider, or its class is a subclass of
     *     KeyStore: such a subclass may rename or hide entries of a {@code LINUXKEYRING} keystore that it wraps, and
     *     would be bypassed
     * @throws KeyStoreException if the keystore has not been loaded
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
     * Sets the time after which an entry expires, counted from now, without storing the entry anew and so without its
     * password (keyctl_set_timeout(3)); it acts at once, also with {@link Writes#ON_STORE}. The process needs setattr
     * permission on the entry's key. Where the entry notes its end, it notes the new one; a later end, or none, then
     * takes write permission too, and link permission if the entry is larger than a page. What another process stores
     * in the entry at that moment may be lost, since the kernel has no update on a condition.
     *
     * @param alias the entry's alias
     * @param timeout whole seconds, at most 2147483647; {@link Duration#ZERO} for no expiry
     * @throws KeyStoreException if there is no such entry, if it has expired, if it waits for {@code store}, if it may
     *     not be read, if the keystore is opened with {@link Writes#NEVER}, or if the kernel refuses
     * @throws IllegalArgumentException if the timeout is negative, is longer, or has a fraction of a second
     */
    void setTimeout(String alias, Duration timeout) throws KeyStoreException;

    /**
     * Sets several entries or, if one of them is refused, none, as far as the kernel allows undoing the changes that
     * were made: an entry that is restored keeps the time that it had left, rounded down to one unit where only
     * /proc/keys tells it. Until the method returns, other processes see the entries change one by one. Requires
     * {@code writes=immediate}.
     *
     * @param entries the entries by alias, in the order in which they are to be stored
     * @param protection the protection of each entry, as {@link KeyStore#setEntry} takes it, such as a
     *     {@link KeyringProtection}; null for none
     * @throws KeyStoreException if an entry is refused, and then the message names the changes that could not be
     *     undone; if the keystore has {@code writes=never} or {@code writes=on-store}
     */
    void setEntries(Map<String, KeyStore.Entry> entries, KeyStore.ProtectionParameter protection)
            throws KeyStoreException;

    /**
     * Returns the reason why an entry is neither a key nor a certificate although it exists, for which {@link KeyStore}
     * has no method.
     *
     * @param alias the entry's alias
     * @return the message with which {@code getEntry} would fail, whatever the password; empty if the entry can be
     *     used, or if there is no such entry
     */
    Optional<String> fault(String alias);

    /**
     * Returns what the kernel tells of the key that holds an entry or, if there is one, of the key that it holds for
     * the entry. No password is needed.
     *
     * @param alias the entry's alias
     * @return the key's attributes; empty if there is no such entry, if its key may not be viewed, or if it cannot be
     *     read
     */
    Optional<KeyInfo> info(String alias);

    /**
     * Returns the keyrings that the keystore searches, with their present contents. Changes that {@code store} has yet
     * to carry out are in none of them.
     *
     * @return the keyrings in the order of the search, each with what it links
     * @throws org.linuxkeyring.error.KeyctlException if a keyring may not be listed
     */
    List<ListedKey> keyrings();
}
