package org.linuxkeyring.held;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TlsHandshake;

/** JSSE as an application sets it up, over keystores whose private keys the kernel holds, on both sides. */
@Tag("kernel")
class KernelHeldTlsTest {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final String ALIAS = "web";

    private ScratchKeyring server;
    private ScratchKeyring client;

    @BeforeAll
    static void register() {
        Security.addProvider(OURS);
    }

    @AfterAll
    static void unregister() {
        Security.removeProvider(OURS.getName());
    }

    @BeforeEach
    void openScratch() {
        server = ScratchKeyring.of(Backend.KERNEL);
        client = ScratchKeyring.of(Backend.KERNEL);
        assumeTrue(new KeyTypeProbe(server.keyctl()).parsesPkcs8(), KeyTypeProbe.PKCS8_NEEDS);
    }

    @AfterEach
    void closeScratch() {
        Stream.of(server, client).filter(keyring -> keyring != null).forEach(ScratchKeyring::close);
    }

    static Stream<Arguments> handshakes() {
        return Stream.of("SunX509", "PKIX")
                .flatMap(factory -> Stream.of("TLSv1.2", "TLSv1.3")
                        .flatMap(protocol -> Stream.of(
                                Arguments.of(factory, protocol, 2048, 4096),
                                Arguments.of(factory, protocol, 4096, 2048))));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void bothSidesShowAKeyThatTheKernelHolds(String factory, String protocol, int serverBits, int clientBits)
            throws Exception {
        KeyStore serverStore = keyStore(server, serverBits);
        KeyStore clientStore = keyStore(client, clientBits);

        TlsHandshake handshake =
                new TlsHandshake(context(factory, clientStore), context(factory, serverStore), protocol);

        assertEquals(serverStore.getCertificate(ALIAS), handshake.serverCertificate());
        assertEquals(clientStore.getCertificate(ALIAS), handshake.clientCertificate());
    }

    @Test
    void aKeyThatIsRevokedShakesNoMoreHands() throws Exception {
        KeyStore store = keyStore(server, 2048);
        SSLContext context = context("PKIX", store);
        HeldRsaKey key = assertInstanceOf(HeldRsaKey.class, store.getKey(ALIAS, null));
        server.keyctl().revoke(key.key().serial());

        assertThrows(SSLException.class, () -> new TlsHandshake(context, context, "TLSv1.3"));
    }

    private static KeyStore keyStore(ScratchKeyring keyring, int bits) throws Exception {
        KeyPair pair = RsaPairs.ofBits(bits);
        KeyStore store = ScratchKeyring.keyStore(keyring.settings().protection(Protection.KERNEL_HELD));
        store.setKeyEntry(ALIAS, pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 3));
        store.setCertificateEntry("root", TestCertificates.root());
        return store;
    }

    private static SSLContext context(String factory, KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(factory);
        keys.init(store, null);
        assertShows(store.getCertificate(ALIAS), assertInstanceOf(X509KeyManager.class, keys.getKeyManagers()[0]));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static void assertShows(Certificate certificate, X509KeyManager manager) {
        String alias = manager.getServerAliases("RSA", null)[0];
        assertEquals(certificate, manager.getCertificateChain(alias)[0]);
        assertNull(manager.getPrivateKey(alias).getEncoded());
    }
}
