package org.linuxkeyring.tls.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;
import org.linuxkeyring.tls.Managers;
import org.linuxkeyring.tls.OnScratchKeyring;

/** Each handshake is served from the entries that the keyring has when it begins. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class RotationTest extends OnScratchKeyring {
    RotationTest(Backend backend) {
        super(backend);
    }

    private static X509Certificate served(SSLContext context) throws Exception {
        return (X509Certificate) new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
    }

    private static String choose(X509ExtendedKeyManager manager) {
        return manager.chooseEngineServerAlias("EC", null, null);
    }

    private int serial(String description) {
        return serial("user", description);
    }

    private int serial(String type, String description) {
        return scratch().keyctl().search(scratch().serial(), bytes(type), bytes(description), 0);
    }

    @Test
    void theNextHandshakeServesWhatTheKeyStoreSet() throws Exception {
        renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        served(context);

        X509Certificate renewed = renew(keyStore(), "web");
        assertEquals(renewed, served(context));
    }

    @Test
    void theNextHandshakeServesWhatAnotherKeyStoreSet() throws Exception {
        renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        served(context);

        X509Certificate renewed = renew(scratch().keyStore(), "web");
        assertEquals(renewed, served(context));
    }

    @Test
    void theNextHandshakeServesWhatAnotherToolPutUnderTheSameSerial() throws Exception {
        KeyPair old = TestKeys.fresh("EC/secp256r1");
        int serial = scratch().add("user", "web", Pem.of(old, TestCertificates.chain(old.getPublic(), 1)));
        SSLContext context = Managers.context(keyStore());
        served(context);

        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 1);
        scratch().keyctl().update(serial, ByteBuffer.wrap(Pem.of(pair, chain)));
        assertEquals(chain[0], served(context));
    }

    @Test
    void anEntryIsServedThatWasNotThereAtFirst() throws Exception {
        SSLContext context = Managers.context(keyStore());
        assertThrows(SSLException.class, () -> served(context));

        X509Certificate first = renew(keyStore(), "web");
        assertEquals(first, served(context));
    }

    @Test
    void aRevokedEntryIsNotServedAnyMore() throws Exception {
        renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        served(context);

        scratch().keyctl().revoke(serial("web"));
        assertThrows(SSLException.class, () -> served(context));
    }

    @Test
    void anotherEntryTakesTheRevokedOnesPlace() throws Exception {
        renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        X509Certificate other = renew(keyStore(), "other");

        scratch().keyctl().revoke(serial("web"));
        assertEquals(other, served(context));
    }

    @Test
    void anEntryIsServedUntilItExpires() throws Exception {
        renew(keyStore(), "web");
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertNotNull(choose(manager));

        scratch().keyctl().setTimeout(serial("web"), 1);
        while (keyStore().containsAlias("web")) {
            Thread.onSpinWait();
        }
        assertNull(choose(manager));
    }

    @Test
    void aDeletedEntryIsNotServedAnyMore() throws Exception {
        renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        served(context);

        scratch().keyStore().deleteEntry("web");
        assertThrows(SSLException.class, () -> served(context));
    }

    @Test
    void aMalformedEntryDoesNotKeepTheOthersFromBeingServed() throws Exception {
        X509Certificate good = renew(keyStore(), "web");
        SSLContext context = Managers.context(keyStore());
        scratch().add("user", "broken", bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));

        assertEquals(good, served(context));
    }

    @Test
    void aKeyWithTheCertificateOfAnotherAlgorithmDoesNotKeepTheOthersFromBeingServed() throws Exception {
        KeyPair ec = TestKeys.pair("EC/secp256r1");
        X509Certificate[] ofRsa = TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1);
        scratch().add("user", "wrong", Pem.of(ec, ofRsa));
        X509Certificate good = renew(keyStore(), "web");

        assertEquals(good, served(Managers.context(keyStore())));
    }

    @Test
    void keyAndChainAreTheSameObjectsUntilTheEntryChanges() throws Exception {
        renew(keyStore(), "web");
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        String first = choose(manager);
        renew(keyStore(), "other", "RSA");
        String second = choose(manager);

        assertSame(manager.getPrivateKey(first), manager.getPrivateKey(second));
        assertSame(manager.getCertificateChain(first)[0], manager.getCertificateChain(second)[0]);
    }

    @Test
    void whatAHandshakeHasChosenStaysTogetherWhileTheEntryIsReplaced() throws Exception {
        X509Certificate old = renew(keyStore(), "web");
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        String chosen = choose(manager);
        PrivateKey key = manager.getPrivateKey(chosen);

        renew(keyStore(), "web");
        choose(manager);
        assertSame(key, manager.getPrivateKey(chosen));
        assertEquals(old, manager.getCertificateChain(chosen)[0]);
    }

    /**
     * Wrappers with a configured alias, such as Tomcat's and Spring Boot's, and through them JSSE, call the key manager
     * like this.
     */
    @Test
    void keyAndChainOfAConfiguredAliasBelongTogetherWhileItIsReplaced() throws Exception {
        X509Certificate old = renew(keyStore(), "web");
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertNotNull(manager.getPrivateKey("web"));
        X509Certificate renewed = renew(keyStore(), "web");

        assertEquals(old, manager.getCertificateChain("web")[0]);
        assertNotNull(manager.getPrivateKey("web"));
        assertEquals(renewed, manager.getCertificateChain("web")[0]);
    }

    @Test
    void anAliasThatIsNotThereHasNeitherKeyNorChain() throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());

        assertNull(manager.getPrivateKey("web"));
        assertNull(manager.getCertificateChain("web"));
        assertNull(manager.getPrivateKey(null));
    }

    @Test
    void theServerThatTheClientCallsByNameIsServed() throws Exception {
        for (String host : List.of("one.example", "two.example", "three.example")) {
            KeyPair pair = TestKeys.fresh("EC/secp256r1");
            keyStore().setKeyEntry(host, pair.getPrivate(), null, TestCertificates.chainFor(host, pair.getPublic()));
        }
        SSLContext context = Managers.context(keyStore());

        for (String host : List.of("two.example", "three.example", "one.example")) {
            TlsHandshake handshake = new TlsHandshake(context, context, new SNIHostName(host));
            assertEquals(keyStore().getCertificate(host), handshake.serverCertificate());
        }
    }

    @Test
    void keysUnderAPasswordAreRotatedUnderTheSame() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        keyStore().setKeyEntry("web", pair.getPrivate(), password, TestCertificates.chain(pair.getPublic(), 2));
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), password);
        assertEquals(pair.getPrivate(), manager.getPrivateKey(choose(manager)));

        KeyPair next = TestKeys.fresh("EC/secp256r1");
        keyStore().setKeyEntry("web", next.getPrivate(), password, TestCertificates.chain(next.getPublic(), 2));
        assertEquals(next.getPrivate(), manager.getPrivateKey(choose(manager)));
    }

    @Test
    void aPasswordThatOpensNoKeyIsToldAtInit() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        char[] password = "changeit".toCharArray();
        keyStore().setKeyEntry("web", pair.getPrivate(), password, TestCertificates.chain(pair.getPublic(), 2));

        assertThrows(UnrecoverableKeyException.class, () -> Managers.keys(keyStore(), "wrong".toCharArray()));
    }

    @Test
    void whomTheKeyringTrustsIsAskedAtEachHandshake() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        X509ExtendedTrustManager manager = Managers.trust(keyStore());
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");

        KeyStore other = scratch().keyStore();
        other.deleteEntry("root");
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        other.setCertificateEntry("stranger", TestCertificates.selfSigned("stranger"));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        other.setCertificateEntry("back", TestCertificates.root());
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        assertEquals(2, manager.getAcceptedIssuers().length);
    }

    @Test
    void aKeyringThatHasGoneIsToldByTheReason() throws Exception {
        KeyStore below =
                ScratchKeyring.keyStore(scratch().settings().keyring(scratch().serial() + "/below"));
        X509ExtendedTrustManager trust = Managers.trust(below);
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        scratch().keyctl().revoke(serial("keyring", "below"));

        CertificateException refused =
                assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "ECDHE_ECDSA"));
        assertEquals(0, refused.getMessage().indexOf("Whom to trust cannot be read from the keyring: "));
        assertThrows(KeyStoreException.class, () -> Managers.keys(below));
    }
}
