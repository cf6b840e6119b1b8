package org.linuxkeyring.spring;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * SSL bundles on keyrings.
 *
 * @param keyring the bundles by name
 */
@ConfigurationProperties("spring.ssl.bundle")
record KeyringSslProperties(@DefaultValue Map<String, Bundle> keyring) {
    /**
     * An SSL bundle.
     *
     * @param keyring the keyring with the key and its certificates, such as {@code @u/shop}; the JDK's managers show
     *     none without it
     * @param key which of its keys
     * @param truststore the authorities; the JDK's own without it
     * @param options the restrictions of TLS
     * @param protocol the protocol of the SSLContext
     */
    record Bundle(
            String keyring,
            @DefaultValue Key key,
            @DefaultValue Truststore truststore,
            @DefaultValue Options options,
            @DefaultValue("TLS") String protocol) {}

    /**
     * A key.
     *
     * @param alias the entry's alias; the entry that suits the handshake without it
     * @param password the password of the entries that have one
     */
    record Key(String alias, String password) {
        @Override
        public String toString() {
            return "Key[alias=" + alias + "]";
        }
    }

    /**
     * The authorities.
     *
     * @param keyring the keyring with their certificates, such as {@code @u/shop-trust}
     */
    record Truststore(String keyring) {}

    /**
     * The restrictions of TLS.
     *
     * @param ciphers the cipher suites; the JDK's choice without it
     * @param enabledProtocols the protocols; the JDK's choice without it
     */
    record Options(Set<String> ciphers, Set<String> enabledProtocols) {}
}
