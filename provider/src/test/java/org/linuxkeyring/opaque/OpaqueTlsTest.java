package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/** JSSE as an application sets it up, over keystores that return handles, on both sides. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OpaqueTlsTest extends OnOpaqueEntries {
    private final Backend backend;
    private ScratchKeyring other;

    OpaqueTlsTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @BeforeEach
    void openOther() {
        other = ScratchKeyring.of(backend);
    }

    @AfterEach
    void closeOther() {
        if (other != null) {
            other.close();
        }
    }

    private static KeyStore keyStore(ScratchKeyring keyring, String algorithm) throws Exception {
        set(keyring, algorithm, TestKeys.pair(algorithm));
        return ScratchKeyring.keyStore(keyring.settings().keys(Keys.OPAQUE));
    }

    private static void set(ScratchKeyring keyring, String algorithm, KeyPair pair) throws Exception {
        KeyStore store = keyring.keyStore();
        store.setKeyEntry(ALIAS, pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 3));
        store.setCertificateEntry("root", TestCertificates.root());
    }

    private static SSLContext context(String factory, KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(factory);
        keys.init(store, null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static Stream<Arguments> handshakes() {
        return Stream.of("SunX509", "PKIX", "LINUXKEYRING")
                .flatMap(factory -> Stream.of("TLSv1.2", "TLSv1.3")
                        .flatMap(protocol -> Stream.of(
                                Arguments.of(factory, protocol, "RSA", "EC/secp256r1"),
                                Arguments.of(factory, protocol, "EC/secp384r1", "RSA"),
                                Arguments.of(factory, protocol, "Ed25519", "Ed448"),
                                Arguments.of(factory, protocol, "RSASSA-PSS", "RSASSA-PSS/SHA-384"))));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void bothSidesProveThemselvesByHandles(String factory, String protocol, String serverKey, String clientKey)
            throws Exception {
        KeyStore server = keyStore(scratch(), serverKey);
        KeyStore client = keyStore(other, clientKey);
        TlsHandshake handshake = new TlsHandshake(context(factory, client), context(factory, server), protocol);
        assertEquals(server.getCertificate(ALIAS), handshake.serverCertificate());
        assertEquals(client.getCertificate(ALIAS), handshake.clientCertificate());
    }

    @Test
    void theKeyManagerHoldsAHandle() throws Exception {
        KeyStore store = keyStore(scratch(), "EC/secp256r1");
        for (String factory : new String[] {"SunX509", "PKIX", "LINUXKEYRING"}) {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(factory);
            keys.init(store, null);
            X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
            assertInstanceOf(EcHandle.class, manager.getPrivateKey(manager.getServerAliases("EC", null)[0]));
        }
    }

    /** The key decrypts the premaster secret. The JDK has these suites switched off from version 24 on. */
    @Test
    void aServerDecryptsInTlsWithoutForwardSecrecy() throws Exception {
        assumeFalse(
                Security.getProperty("jdk.tls.disabledAlgorithms").contains("TLS_RSA_"),
                "this JDK has no RSA key exchange");
        SSLContext context = context("PKIX", keyStore(scratch(), "RSA"));
        new TlsHandshake(context, context, "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunX509", "PKIX", "LINUXKEYRING"})
    void anOpenContextServesNoMoreOnceTheEntryIsRevoked(String factory) throws Exception {
        KeyStore store = keyStore(scratch(), "EC/secp256r1");
        SSLContext server = context(factory, store);
        SSLContext client = context("PKIX", keyStore(other, "RSA"));
        new TlsHandshake(client, server, "TLSv1.3");
        for (int key : scratch().links()) {
            scratch().keyctl().revoke(key);
        }
        assertThrows(SSLException.class, () -> new TlsHandshake(client, server, "TLSv1.3"));
    }

    /** A manager that keeps the chain would show one certificate and sign for another. */
    @Test
    void aManagerThatKeepsTheChainSignsWithNoOtherKey() throws Exception {
        KeyStore store = keyStore(scratch(), "EC/secp256r1");
        SSLContext server = context("SunX509", store);
        SSLContext client = context("PKIX", keyStore(other, "RSA"));
        set(scratch(), "EC/secp256r1", TestKeys.pair("EC/secp256r1"));
        new TlsHandshake(client, server, "TLSv1.3");
        set(scratch(), "EC/secp256r1", TestKeys.fresh("EC/secp256r1"));
        assertThrows(SSLException.class, () -> new TlsHandshake(client, server, "TLSv1.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRotatingManagerServesWhatTheEntryIsNow(String protocol) throws Exception {
        KeyStore store = keyStore(scratch(), "EC/secp256r1");
        SSLContext server = context("LINUXKEYRING", store);
        for (String next : new String[] {"EC/secp256r1", "RSA", "EC/secp384r1"}) {
            set(scratch(), next, TestKeys.fresh(next));
            SSLContext client = context("PKIX", keyStore(other, "RSA"));
            assertEquals(store.getCertificate(ALIAS), new TlsHandshake(client, server, protocol).serverCertificate());
        }
    }
}
