package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.wrongPassword;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/** The contract that JSSE relies on: its key and trust managers serve TLS from the key store. */
interface KeyStoreContractJsse extends KeyStoreContractFixture {
    static Stream<Arguments> handshakes() {
        return Stream.of("RSA", "RSASSA-PSS", "EC/secp256r1", "EC/secp384r1", "Ed25519")
                .flatMap(key -> Stream.of("TLSv1.2", "TLSv1.3").map(protocol -> Arguments.of(key, protocol)));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    default void bothSidesOfATlsHandshakeServeFromTheKeyStore(String algorithm, String protocol) throws Exception {
        KeyStore server = withKey(empty(), algorithm, null);
        KeyStore client = withKey(empty(), "EC/secp256r1", null);

        for (String factory : List.of("SunX509", "PKIX")) {
            TlsHandshake handshake = new TlsHandshake(
                    context(factory, client, null), context(factory, reopened(server), null), protocol);
            assertEquals(server.getCertificate("key"), handshake.serverCertificate());
            assertEquals(client.getCertificate("key"), handshake.clientCertificate());
        }
    }

    @Test
    default void whomTheKeyStoreDoesNotTrustTlsDoesNotTrust() throws Exception {
        KeyStore server = withKey(empty(), "EC/secp256r1", null);
        KeyStore client = withKey(empty(), "EC/secp256r1", null);
        client.setCertificateEntry("root", certificate());

        SSLContext serverContext = context("PKIX", server, null);
        SSLContext clientContext = context("PKIX", client, null);
        assertThrows(SSLException.class, () -> new TlsHandshake(clientContext, serverContext, "TLSv1.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunX509", "PKIX"})
    default void aTrustManagerAcceptsTheTrustedCertificates(String algorithm) throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("root", TestCertificates.root());
        keyStore.setCertificateEntry("other", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(algorithm);
        factory.init(reopened(keyStore));

        X509TrustManager manager = assertInstanceOf(X509TrustManager.class, factory.getTrustManagers()[0]);
        assertEquals(Set.of(TestCertificates.root(), certificate), Set.of(manager.getAcceptedIssuers()));
        manager.checkServerTrusted(
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 3), "ECDHE_ECDSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunX509", "PKIX"})
    default void aKeyManagerOpensProtectedKeys(String algorithm) throws Exception {
        KeyStore keyStore = withKey(empty(), "EC/secp256r1", password());
        SSLContext context = context(algorithm, keyStore, password());

        TlsHandshake handshake = new TlsHandshake(context, context, "TLSv1.3");
        assertEquals(keyStore.getCertificate("key"), handshake.serverCertificate());
    }

    @Test
    default void aKeyManagerOpensProtectedKeysByABuilder() throws Exception {
        KeyStore keyStore = withKey(empty(), "EC/secp256r1", password());
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(new KeyStoreBuilderParameters(KeyStore.Builder.newInstance(keyStore, protection())));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), trust(keyStore).getTrustManagers(), null);

        TlsHandshake handshake = new TlsHandshake(context, context, "TLSv1.3");
        assertEquals(keyStore.getCertificate("key"), handshake.serverCertificate());
    }

    @Test
    default void aKeyManagerWithTheWrongPasswordSaysSo() throws Exception {
        KeyStore keyStore = withKey(empty(), "EC/secp256r1", password());
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");

        assertThrows(UnrecoverableKeyException.class, () -> factory.init(keyStore, wrongPassword()));
    }

    /** Returns a key store with a key for TLS, and with other entries that a key store in use may have. */
    private static KeyStore withKey(KeyStore keyStore, String algorithm, char[] password) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        keyStore.setKeyEntry("key", pair.getPrivate(), password, TestCertificates.chain(pair.getPublic(), 3));
        keyStore.setKeyEntry("secret", aes(), password, null);
        keyStore.setCertificateEntry("root", TestCertificates.root());
        return keyStore;
    }

    private static SSLContext context(String keyManagerAlgorithm, KeyStore keyStore, char[] password) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(keyManagerAlgorithm);
        keys.init(keyStore, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(keyStore).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(KeyStore keyStore) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(keyStore);
        return trust;
    }
}
