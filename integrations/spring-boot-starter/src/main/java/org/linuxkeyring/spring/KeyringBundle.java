package org.linuxkeyring.spring;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.spec.Writes;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * An SSL bundle whose managers serve and trust what its keyrings hold at each handshake.
 *
 * @param keyring the keyring with the keys, or the one with the authorities if there are no keys
 * @param store its keystore
 */
record KeyringBundle(String keyring, KeyStore store, SslBundle ssl) {
    private static final String TYPE = KeyringKeyStore.TYPE;

    /**
     * Opens the keyrings.
     *
     * @throws IllegalStateException if one cannot be opened, or if none is named
     */
    static KeyringBundle of(String name, KeyringSslProperties.Bundle bundle) {
        String trusted = bundle.truststore().keyring();
        if (bundle.keyring() == null && trusted == null) {
            throw refused(
                    name, "it names no keyring. Set spring.ssl.bundle.keyring." + name + ".keyring=@u/NAME", null);
        }
        try {
            KeyStore keys = bundle.keyring() == null ? null : store(bundle.keyring());
            KeyStore trust = trusted == null ? null : store(trusted);
            SslBundleKey key =
                    SslBundleKey.of(bundle.key().password(), bundle.key().alias());
            key.assertContainsAlias(keys);
            SslBundle ssl = SslBundle.of(
                    SslStoreBundle.of(keys, bundle.key().password(), trust),
                    key,
                    SslOptions.of(bundle.options().ciphers(), bundle.options().enabledProtocols()),
                    bundle.protocol(),
                    SslManagerBundle.of(keyManagers(keys, key), trustManagers(trust)));
            return new KeyringBundle(keys == null ? trusted : bundle.keyring(), keys == null ? trust : keys, ssl);
        } catch (IOException | GeneralSecurityException | IllegalStateException e) {
            throw refused(name, e.getMessage(), e);
        }
    }

    private static IllegalStateException refused(String name, String why, Exception cause) {
        return new IllegalStateException("The SSL bundle '" + name + "' cannot be made: " + why, cause);
    }

    /** Handles in place of keys: a server that keeps a copy of each key would not serve the next one. */
    private static KeyStore store(String keyring) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE, new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder()
                .keyring(keyring)
                .writes(Writes.NEVER)
                .keys(Keys.OPAQUE)
                .build());
        return store;
    }

    private static KeyManagerFactory keyManagers(KeyStore keys, SslBundleKey key) throws GeneralSecurityException {
        if (keys == null) {
            KeyManagerFactory none = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            none.init(null, null);
            return none;
        }
        KeyManagerFactory rotating = KeyManagerFactory.getInstance(TYPE, new LinuxKeyringProvider());
        String given = key.getPassword();
        char[] password = given == null ? new char[0] : given.toCharArray();
        try {
            rotating.init(keys, given == null ? null : password);
        } finally {
            Arrays.fill(password, '\0');
        }
        return key.getAlias() == null ? rotating : OneAlias.of(rotating, key.getAlias());
    }

    private static TrustManagerFactory trustManagers(KeyStore trust) throws GeneralSecurityException {
        TrustManagerFactory factory = trust == null
                ? TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
                : TrustManagerFactory.getInstance(TYPE, new LinuxKeyringProvider());
        factory.init(trust);
        return factory;
    }

    /**
     * Returns the time at which the first entry ends, by its certificate or by the kernel.
     *
     * @throws GeneralSecurityException if the keyring cannot be listed
     */
    Optional<Instant> firstEnd() throws GeneralSecurityException {
        KeyringKeyStore keyrings = KeyringKeyStore.of(store);
        Optional<Instant> first = Optional.empty();
        for (String alias : Collections.list(store.aliases())) {
            Optional<Instant> certificate = store.getCertificate(alias) instanceof X509Certificate x509
                    ? Optional.of(x509.getNotAfter().toInstant())
                    : Optional.empty();
            Optional<Instant> kernel = keyrings.info(alias).flatMap(KeyInfo::expiry);
            first = Stream.of(first, certificate, kernel)
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo);
        }
        return first;
    }
}
