package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.when;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.mockito.MockedStatic;

/** Each question that JSSE and frameworks may ask the managers, by whichever of the methods. */
class ManagerQuestionsTest extends OnScratchKeyring {
    private static final String[] EC = {"EC"};

    ManagerQuestionsTest() {
        super(Backend.MEMORY);
    }

    /** One of the ways to ask a trust manager about a chain. */
    @FunctionalInterface
    private interface Check {
        void of(X509ExtendedTrustManager manager, X509Certificate[] chain) throws CertificateException;
    }

    static List<Check> checks() {
        return List.of(
                (manager, chain) -> manager.checkClientTrusted(chain, "EC"),
                (manager, chain) -> manager.checkClientTrusted(chain, "EC", (Socket) null),
                (manager, chain) -> manager.checkClientTrusted(chain, "EC", (SSLEngine) null),
                (manager, chain) -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"),
                (manager, chain) -> manager.checkServerTrusted(chain, "ECDHE_ECDSA", (Socket) null),
                (manager, chain) -> manager.checkServerTrusted(chain, "ECDHE_ECDSA", (SSLEngine) null));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void whomTheKeyringTrustsIsTrustedAndNoOneElse(Check check) throws Exception {
        X509ExtendedTrustManager manager = Managers.trust(keyStore());
        X509Certificate[] known =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        X509Certificate[] stranger = {TestCertificates.selfSigned("stranger")};
        assertDoesNotThrow(() -> check.of(manager, known));
        assertThrows(CertificateException.class, () -> check.of(manager, stranger));
        keyStore().deleteEntry("root");
        String refused = assertThrows(CertificateException.class, () -> check.of(manager, known))
                .getMessage();
        assertTrue(refused.contains("holds no certificate to trust"), refused);
    }

    /** Of so many, most are compared with the keyring only before a chain is refused. */
    @Test
    void anAuthorityInAnothersPlaceIsTrustedIfItIsTheRightOne() throws Exception {
        keyStore().deleteEntry("root");
        int[] keys = new int[60];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = scratch()
                    .add(
                            "user",
                            "other" + i,
                            TestCertificates.selfSigned("other").getEncoded());
        }
        X509ExtendedTrustManager manager = Managers.trust(keyStore());
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));

        replace(keys[59], TestCertificates.selfSigned("stranger"));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        replace(keys[58], TestCertificates.root());
        assertDoesNotThrow(() -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
    }

    private void replace(int key, X509Certificate certificate) throws Exception {
        scratch().keyctl().update(key, ByteBuffer.wrap(certificate.getEncoded()));
    }

    static List<Function<X509ExtendedKeyManager, String>> choices() {
        return List.of(
                manager -> manager.chooseClientAlias(EC, null, null),
                manager -> manager.chooseServerAlias("EC", null, null),
                manager -> manager.chooseEngineClientAlias(EC, null, null),
                manager -> manager.chooseEngineServerAlias("EC", null, null));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aKeyIsChosenWithItsChain(Function<X509ExtendedKeyManager, String> choice) throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertNull(choice.apply(manager));
        X509Certificate certificate = renew(keyStore(), "web");
        String chosen = choice.apply(manager);
        assertTrue(chosen.endsWith(".web"), chosen);
        assertEquals(certificate, manager.getCertificateChain(chosen)[0]);
        assertEquals(keyStore().getKey("web", null), manager.getPrivateKey(chosen));
    }

    @Test
    void theKeystoresOwnAliasesAreListedForBothSides() throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertNull(manager.getServerAliases("EC", null));
        assertNull(manager.getClientAliases("EC", null));
        renew(keyStore(), "web.example.com");
        assertArrayEquals(new String[] {"web.example.com"}, manager.getServerAliases("EC", null));
        assertArrayEquals(new String[] {"web.example.com"}, manager.getClientAliases("EC", null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void forAKeyThatCannotBeDecodedTheNextOfItsKindIsChosen(boolean isFirst) throws Exception {
        char[] another = "another".toCharArray();
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        X509Certificate good = isFirst ? null : renew(keyStore(), "good");
        keyStore().setKeyEntry("locked", pair.getPrivate(), another, chain);
        X509Certificate served = isFirst ? renew(keyStore(), "good") : good;
        for (int i = 0; i < 2; i++) {
            String chosen = manager.chooseServerAlias("EC", null, null);
            assertEquals(served, manager.getCertificateChain(chosen)[0]);
            assertArrayEquals(new String[] {"good"}, manager.getServerAliases("EC", null));
        }
    }

    @Test
    void whyNoKeyCanBeServedIsToldWhenTheManagerIsMade() throws Exception {
        scratch().add("user", "alone", Pem.of(TestKeys.pair("EC/secp256r1")));
        String refused = assertThrows(UnrecoverableKeyException.class, () -> Managers.keys(keyStore()))
                .getMessage();
        assertTrue(refused.contains("without a certificate"), refused);
        renew(keyStore(), "web");
        assertArrayEquals(new String[] {"web"}, Managers.keys(keyStore()).getServerAliases("EC", null));
    }

    @Test
    void withoutAnAliasThereIsNoKey() throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertNull(manager.getPrivateKey(null));
        assertNull(manager.getCertificateChain(null));
    }

    /** One thread has fetched the entries to compare; before it does, another finds that one of them has gone. */
    @Test
    void anEntryThatAnotherQuestionFoundGoneIsNotInTheWay() throws Exception {
        LinkedEntries linked =
                ServedEntries.of(keyStore()).orElseThrow().linked().orElseThrow();
        Queue<Runnable> atTicks = new ArrayDeque<>();
        LongSupplier clock = () -> {
            Optional.ofNullable(atTicks.poll()).ifPresent(Runnable::run);
            return 0;
        };
        X509ExtendedKeyManager manager = new KeyringKeyManager(new IndexedKeys(linked, alias -> null, clock), "");
        renew(keyStore(), "gone", "RSA");
        X509Certificate certificate = renew(keyStore(), "web");
        assertEquals(2, manager.getServerAliases("EC", null).length + manager.getServerAliases("RSA", null).length);
        int gone = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("gone"), Keyctl.NO_KEY);

        atTicks.add(() -> {});
        atTicks.add(() -> {
            scratch().keyctl().unlink(gone, scratch().serial());
            assertNull(manager.getServerAliases("RSA", null));
        });
        String chosen = manager.chooseServerAlias("EC", null, null);
        assertTrue(atTicks.isEmpty());
        assertEquals(certificate, manager.getCertificateChain(chosen)[0]);
    }

    @Test
    void whatACertificateHasForAnAddressIsAskedOfNoNameServer() throws Exception {
        String masked = "192.0.2.0/255.255.255.0";
        X509Certificate certificate = mock(X509Certificate.class);
        when(certificate.getSubjectAlternativeNames())
                .thenReturn(List.of(List.of(2, "web.example"), List.of(7, masked), List.of(7, "192.0.2.7")));
        try (MockedStatic<InetAddress> lookups = mockStatic(InetAddress.class, CALLS_REAL_METHODS)) {
            assertEquals(Set.of("web.example", masked, "192.0.2.7"), HostNames.of(certificate));
            lookups.verify(() -> InetAddress.getByName(masked), never());
        }
    }

    @Test
    void managersThatAreHandedOutCannotBeExchanged() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        keys.init(keyStore(), null);
        keys.getKeyManagers()[0] = null;
        assertTrue(keys.getKeyManagers()[0] instanceof KeyringKeyManager);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        trust.init(keyStore());
        trust.getTrustManagers()[0] = null;
        assertTrue(trust.getTrustManagers()[0] instanceof KeyringTrustManager);
    }

    @Test
    void parametersWithoutAKeyringAreTheJdks() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        pkcs12.setCertificateEntry("root", TestCertificates.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        trust.init(new CertPathTrustManagerParameters(new PKIXBuilderParameters(pkcs12, new X509CertSelector())));
        assertEquals(1, ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers().length);

        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        KeyStore.Builder builder =
                KeyStore.Builder.newInstance(pkcs12, new KeyStore.PasswordProtection("changeit".toCharArray()));
        keys.init(new KeyStoreBuilderParameters(List.of(builder, builder)));
        assertEquals(
                "sun.security.ssl.X509KeyManagerImpl",
                keys.getKeyManagers()[0].getClass().getName());
    }

    /** An application that serves both by the JDK's factory has to start with this one, too. */
    @Test
    void aKeyringAmongOtherKeystoresIsLeftToTheJdk() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        pkcs12.setKeyEntry(
                "file",
                TestKeys.pair("RSA").getPrivate(),
                password,
                TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1));
        renew(keyStore(), "ring");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());

        keys.init(new KeyStoreBuilderParameters(List.of(
                KeyStore.Builder.newInstance(pkcs12, new KeyStore.PasswordProtection(password)),
                KeyStore.Builder.newInstance(keyStore(), new KeyStore.PasswordProtection(null)))));

        X509ExtendedKeyManager manager = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
        for (String type : List.of("RSA", "EC")) {
            String alias = manager.chooseEngineServerAlias(type, null, null);
            assertEquals(type, manager.getPrivateKey(alias).getAlgorithm());
        }
    }

    @Test
    void parametersThatNoOneKnowsAreRefused() throws Exception {
        ManagerFactoryParameters unknown = new ManagerFactoryParameters() {};
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        assertThrows(InvalidAlgorithmParameterException.class, () -> trust.init(unknown));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        assertThrows(InvalidAlgorithmParameterException.class, () -> keys.init(unknown));
    }
}
