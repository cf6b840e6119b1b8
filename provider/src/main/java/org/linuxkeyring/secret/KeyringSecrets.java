package org.linuxkeyring.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.spec.Writes;

/**
 * The secrets of a keyring: passwords, tokens and other strings. A secret is an entry with a secret key whose encoding
 * is text in UTF-8, as the command {@code linuxkeyring secret set}, {@code keyctl padd} and, with
 * {@code passwords=ignore}, {@code keytool -importpass} store one.
 *
 * <p>Nothing is kept: each method asks the kernel, so that a secret that is replaced, expires or is revoked has its new
 * value, or none, at the next call. Nothing is changed either. Instances can be used by several threads at once.
 */
public final class KeyringSecrets {
    private final KeyStore store;
    private final KeyringKeyStore keyrings;

    private KeyringSecrets(KeyStore store) throws KeyStoreException {
        this.store = store;
        this.keyrings = KeyringKeyStore.of(store);
    }

    /**
     * Opens a keyring for reading.
     *
     * @param settings which keyring it is, and the other settings of a keystore; what they leave open is taken from
     *     system properties. The settings {@code writes}, {@code create} and {@code keys} are {@code never},
     *     {@code false} and {@code readable}
     * @return the keyring's secrets
     * @throws IOException if the keyring cannot be opened; the cause is a {@link NoSuchKeyringException} if there is
     *     none
     */
    public static KeyringSecrets of(KeyringLoadStoreParameter settings) throws IOException {
        KeyringLoadStoreParameter.Builder reading = KeyringLoadStoreParameter.builder();
        settings.settings().forEach(reading::set);
        try {
            KeyStore store = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
            store.load(reading.writes(Writes.NEVER)
                    .create(false)
                    .keys(Keys.READABLE)
                    .build());
            return new KeyringSecrets(store);
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchKeyringException) {
                String keyring = Printable.name(settings.settings().getOrDefault(Setting.KEYRING.key(), "KEYRING"));
                throw new IOException(
                        "The keyring " + keyring + " does not exist. Store a secret in it:"
                                + " linuxkeyring secret set NAME --keyring " + keyring,
                        e.getCause());
            }
            throw e;
        }
    }

    /**
     * Opens a keyring for reading, if it exists.
     *
     * @param settings the settings, as {@link #of} takes them
     * @return the keyring's secrets; empty if there is no such keyring
     * @throws IOException if the keyring cannot be opened for another reason
     */
    public static Optional<KeyringSecrets> find(KeyringLoadStoreParameter settings) throws IOException {
        try {
            return Optional.of(of(settings));
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchKeyringException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Returns the names of the secrets, which are the aliases of the entries with a secret key. An entry that cannot be
     * read is left out.
     *
     * @return the names, sorted, as of now
     * @throws KeyringException if the kernel refuses to list the keyring
     */
    public Set<String> names() {
        try {
            Set<String> names = new TreeSet<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class)) {
                    names.add(alias);
                }
            }
            return names;
        } catch (KeyStoreException e) {
            throw new KeyringException(e.getMessage(), e);
        }
    }

    /**
     * Returns the value of a secret.
     *
     * @param name the secret's name
     * @return the value; empty if there is no entry of this name, or if it has expired or was revoked
     * @throws KeyringException if the entry is no secret or cannot be read: if it has a password of its own, if the
     *     kernel holds it, if it is damaged or no text in UTF-8, or if its mask does not grant to read it
     */
    public Optional<String> get(String name) {
        try {
            if (!store.containsAlias(name)) {
                return Optional.empty();
            }
            Optional<String> fault = keyrings.fault(name);
            if (fault.isPresent()) {
                throw refused(name, fault.get(), null);
            }
            Key key = store.getKey(name, null);
            if (key == null && !store.containsAlias(name)) {
                return Optional.empty();
            }
            if (!(key instanceof SecretKey)) {
                throw refused(name, "it is a private key or a certificate. Name another entry", null);
            }
            return Optional.of(text(name, key));
        } catch (GeneralSecurityException e) {
            throw refused(name, e.getMessage(), e);
        }
    }

    /**
     * Returns all secrets that can be read. One that cannot is left out: {@link #get} tells why.
     *
     * @return the values by name, sorted, as of now
     * @throws KeyringException if the kernel refuses to list the keyring
     */
    public Map<String, String> readable() {
        Map<String, String> values = new TreeMap<>();
        for (String name : names()) {
            try {
                get(name).ifPresent(value -> values.put(name, value));
            } catch (KeyringException e) {
                continue;
            }
        }
        return values;
    }

    /**
     * Returns when a secret expires.
     *
     * @param name the secret's name
     * @return the time; empty if it does not expire, or if there is no entry of this name
     */
    public Optional<Instant> expiry(String name) {
        return keyrings.info(name).flatMap(KeyInfo::expiry);
    }

    private static String text(String name, Key key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw refused(name, "its value is not given to the process. Store it as a key that can be read", null);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(encoded))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(name, "its value is no text in UTF-8. Store it as text", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static KeyringException refused(String name, String why, Exception cause) {
        return new KeyringException("The secret '" + Printable.name(name) + "' cannot be read: " + why, cause);
    }
}
