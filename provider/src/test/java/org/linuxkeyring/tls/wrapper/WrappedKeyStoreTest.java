package org.linuxkeyring.tls.wrapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;
import org.linuxkeyring.tls.Managers;
import org.linuxkeyring.tls.OnScratchKeyring;

/** A keystore of another name, or one that wraps ours, is served from the entries of its keyring. */
class WrappedKeyStoreTest {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final char[] OTHER_PASSWORD = "changeit too".toCharArray();

    private static X509Certificate served(SSLContext context, String protocol) throws Exception {
        return (X509Certificate) new TlsHandshake(context, context, protocol).serverCertificate();
    }

    /** The ways in which a wrapper passes the request for the entries on to our SPI through {@code getEntry}. */
    private enum Answer {
        HANDED_ON,
        NULL,
        UNSUPPORTED,
        NULL_POINTER,
        FOREIGN_ENTRY,
        DEFAULT;

        Wrapper of(KeyStore inner) {
            return new Wrapper(inner) {
                @Override
                public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection) {
                    return switch (Answer.this) {
                        case HANDED_ON -> entry(alias, protection);
                        case NULL -> null;
                        case UNSUPPORTED -> throw new UnsupportedOperationException("no such protection");
                        case NULL_POINTER -> throw new NullPointerException("no entry of alias " + alias);
                        case FOREIGN_ENTRY -> new KeyStore.TrustedCertificateEntry(TestCertificates.root());
                        case DEFAULT -> engineContainsAlias(alias) ? entry(alias, protection) : null;
                    };
                }

                private KeyStore.Entry entry(String alias, KeyStore.ProtectionParameter protection) {
                    try {
                        return super.engineGetEntry(alias, protection);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    @Nested
    @ParameterizedClass
    @EnumSource(names = {"KERNEL", "MEMORY"})
    @Tag("kernel")
    class OnEachKeyring extends OnScratchKeyring {
        OnEachKeyring(Backend backend) {
            super(backend);
        }

        static Stream<Arguments> wrappers() {
            return Arrays.stream(Answer.values())
                    .flatMap(answer -> Stream.of("LINUXKEYRING", "LinuxKeyring", "Wrapped")
                            .flatMap(type ->
                                    Stream.of(OURS, null).map(provider -> Arguments.of(answer, type, provider))));
        }

        @ParameterizedTest
        @MethodSource("wrappers")
        void aWrappedOneIsReadAtEachHandshake(Answer answer, String type, Provider provider) throws Exception {
            X509Certificate first = renew(keyStore(), "web");
            KeyStore wrapped = answer.of(keyStore()).keyStore(type, provider);
            SSLContext context = Managers.context(wrapped);
            assertEquals(first, served(context, "TLSv1.3"));

            X509Certificate renewed = renew(scratch().keyStore(), "web");
            assertEquals(renewed, served(context, "TLSv1.2"));
            assertEquals(renewed, served(context, "TLSv1.3"));

            X509ExtendedTrustManager trust = Managers.trust(wrapped);
            X509Certificate[] chain = {renewed};
            trust.checkServerTrusted(chain, "ECDHE_ECDSA");
            keyStore().deleteEntry("web");
            keyStore().deleteEntry("root");
            keyStore().setCertificateEntry("stranger", TestCertificates.selfSigned("stranger"));
            assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "ECDHE_ECDSA"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"linuxkeyring", "LinuxKeyring", "LINUXKEYRING", "lInUxKeYrInG"})
        void theTypesNameMayBeSpeltInAnyCase(String type) throws Exception {
            KeyStore spelt = KeyStore.getInstance(type, OURS);
            spelt.load(scratch().settings().build());
            renew(keyStore(), "web");
            SSLContext context = Managers.context(spelt);
            served(context, "TLSv1.3");

            assertEquals(renew(keyStore(), "web"), served(context, "TLSv1.3"));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(type, OURS);
            factory.init(spelt, null);
            assertEquals(
                    "KeyringKeyManager", factory.getKeyManagers()[0].getClass().getSimpleName());
        }

        @Test
        void whatAWrapperDoesNotShowIsNotServed() throws Exception {
            renew(keyStore(), "hidden");
            KeyStore shown = Wrapper.filtering(keyStore(), alias -> !alias.equals("hidden"))
                    .keyStore("LINUXKEYRING", OURS);
            X509ExtendedKeyManager manager = Managers.keys(shown);
            assertNull(manager.chooseEngineServerAlias("EC", null, null));
            assertNull(manager.getPrivateKey("hidden"));

            renew(keyStore(), "web");
            assertEquals(List.of("web"), List.of(manager.getServerAliases("EC", null)));
        }

        @Test
        void theWrappersPasswordOpensTheKeys() throws Exception {
            KeyPair pair = TestKeys.fresh("EC/secp256r1");
            keyStore().setKeyEntry("web", pair.getPrivate(), PASSWORD, TestCertificates.chain(pair.getPublic(), 2));
            KeyStore opening = Wrapper.opening(keyStore(), "changeit").keyStore("Opening", null);
            X509ExtendedKeyManager manager = Managers.keys(opening, "anything".toCharArray());
            assertEquals(pair.getPrivate(), manager.getPrivateKey("web"));
        }

        @Test
        void eachEntryMayHaveAPasswordOfItsOwn() throws Exception {
            Map<String, char[]> passwords = Map.of("RSA", PASSWORD, "EC/secp256r1", OTHER_PASSWORD);
            for (String algorithm : passwords.keySet()) {
                KeyPair pair = TestKeys.pair(algorithm);
                keyStore()
                        .setKeyEntry(
                                algorithm,
                                pair.getPrivate(),
                                passwords.get(algorithm),
                                TestCertificates.chain(pair.getPublic(), 2));
            }
            for (KeyStore each : List.of(keyStore(), new Wrapper(keyStore()).keyStore("Wrapped", null))) {
                X509ExtendedKeyManager manager = keys(new KeyStore.Builder() {
                    @Override
                    public KeyStore getKeyStore() {
                        return each;
                    }

                    @Override
                    public KeyStore.ProtectionParameter getProtectionParameter(String alias) {
                        return passwords.containsKey(alias)
                                ? new KeyStore.PasswordProtection(passwords.get(alias))
                                : null;
                    }
                });
                for (String algorithm : passwords.keySet()) {
                    assertEquals(TestKeys.pair(algorithm).getPrivate(), manager.getPrivateKey(algorithm));
                }
            }
        }

        private X509ExtendedKeyManager keys(KeyStore.Builder builder) throws Exception {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", OURS);
            factory.init(new KeyStoreBuilderParameters(builder));
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        }

        @Test
        void anEntryThatAWrapperThrowsForCostsItselfAlone() throws Exception {
            renew(keyStore(), "bad");
            X509Certificate good = renew(keyStore(), "web");
            KeyStore throwing = new Wrapper(keyStore()) {
                @Override
                public Key engineGetKey(String alias, char[] password)
                        throws NoSuchAlgorithmException, UnrecoverableKeyException {
                    if (alias.equals("bad")) {
                        throw new IllegalStateException("this one is bad");
                    }
                    return super.engineGetKey(alias, password);
                }
            }.keyStore("LINUXKEYRING", null);
            assertEquals(good, served(Managers.context(throwing), "TLSv1.3"));

            keyStore().deleteEntry("web");
            UnrecoverableKeyException refused =
                    assertThrows(UnrecoverableKeyException.class, () -> Managers.keys(throwing));
            assertEquals(true, refused.getMessage().contains("this one is bad"), refused.getMessage());
        }

        @Test
        void keyAndChainStayTheSameObjectsUntilTheEntryChanges() throws Exception {
            renew(keyStore(), "web");
            X509ExtendedKeyManager manager = Managers.keys(new Wrapper(keyStore()).keyStore("LINUXKEYRING", OURS));
            Key key = manager.getPrivateKey("web");
            assertArrayEquals(keyStore().getCertificateChain("web"), manager.getCertificateChain("web"));
            assertSame(key, manager.getPrivateKey("web"));
        }
    }

    @Test
    void aKeyStoreThatIsNotLoadedIsRefusedAsTheJdkRefusesIt() throws Exception {
        KeyStore ours = KeyStore.getInstance("linuxkeyring", OURS);
        KeyStore wrapped = new KeyStore(new Wrapper(ours), OURS, "LINUXKEYRING") {};
        for (KeyStore notLoaded : List.of(ours, wrapped, KeyStore.getInstance("PKCS12"))) {
            assertThrows(KeyStoreException.class, () -> Managers.keys(notLoaded));
            assertThrows(KeyStoreException.class, () -> Managers.trust(notLoaded));
        }
    }

    /** Such a keystore changes in this process alone, and opening it at each handshake would take a key derivation. */
    @Test
    void aWrapperOfAnotherTypeIsServedByTheJdk() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        pkcs12.setKeyEntry("web", pair.getPrivate(), PASSWORD, TestCertificates.chain(pair.getPublic(), 2));
        KeyStore wrapped = new Wrapper(pkcs12).keyStore("PKCS12", pkcs12.getProvider());

        X509ExtendedKeyManager manager = Managers.keys(wrapped, PASSWORD);
        assertNotNull(manager.chooseEngineServerAlias("EC", null, null));
        assertEquals("sun.security.ssl.X509KeyManagerImpl", manager.getClass().getName());
        assertEquals(1, Managers.trust(wrapped).getAcceptedIssuers().length);
    }

    /** A keystore with the name of ours is treated like ours: each handshake asks it for its entries. */
    @Test
    void aForeignKeyStoreCalledLikeOursIsServed() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        KeyStore wrapped = new Wrapper(pkcs12).keyStore("LINUXKEYRING", pkcs12.getProvider());
        X509ExtendedKeyManager manager = Managers.keys(wrapped, PASSWORD);
        assertNull(manager.chooseEngineServerAlias("EC", null, null));

        KeyPair pair = TestKeys.pair("EC/secp256r1");
        pkcs12.setKeyEntry("web", pair.getPrivate(), PASSWORD, TestCertificates.chain(pair.getPublic(), 2));
        assertEquals(pair.getPrivate(), manager.getPrivateKey("web"));
    }

    /** A wrapper that supports only some methods is asked for no others at init. */
    @Test
    void aWrapperThatRefusesToBeListedIsToldAtInit() throws Exception {
        KeyStore ours = ScratchKeyring.of(Backend.MEMORY).keyStore();
        KeyStore refusing = new Wrapper(ours) {
            @Override
            public Enumeration<String> engineAliases() {
                throw new IllegalStateException("cannot be listed");
            }
        }.keyStore("LINUXKEYRING", OURS);
        assertThrows(KeyStoreException.class, () -> Managers.keys(refusing));
        assertThrows(KeyStoreException.class, () -> Managers.trust(refusing));
    }
}
