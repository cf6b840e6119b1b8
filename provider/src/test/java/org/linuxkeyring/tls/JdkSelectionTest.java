package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * The JDK's own key manager chooses among a keyring's keys, and other keystores are served as without this provider.
 */
class JdkSelectionTest extends OnScratchKeyring {
    private static final Principal[] KNOWN = {TestCertificates.root().getSubjectX500Principal()};
    private static final Principal[] UNKNOWN = {new X500Principal("CN=nobody")};

    JdkSelectionTest() {
        super(Backend.MEMORY);
    }

    @BeforeEach
    void keysOfManyKinds() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        keyStore().setKeyEntry("expired", pair.getPrivate(), null, TestCertificates.expiredChain(pair.getPublic()));
        for (String algorithm : List.of("RSA", "EC/secp256r1", "EC/secp384r1", "Ed25519", "DSA")) {
            renew(keyStore(), "1." + algorithm, algorithm);
            renew(keyStore(), "2." + algorithm, algorithm);
        }
    }

    private X509ExtendedKeyManager jdk() throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
        factory.init(keyStore(), null);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** Returns the keystore's alias, which follows the second dot in the JDK's aliases and ours. */
    private static String plain(String alias) {
        return alias == null ? null : alias.replaceFirst("^[0-9:]+\\.[0-9]+\\.", "");
    }

    private static List<String> plain(String... aliases) {
        return aliases == null
                ? List.of()
                : Arrays.stream(aliases).map(JdkSelectionTest::plain).toList();
    }

    private static List<Object> answers(X509ExtendedKeyManager manager, String keyType, Principal... issuers) {
        String[] types = {"DSA", keyType};
        List<Object> answers = new ArrayList<>();
        answers.add(plain(manager.chooseServerAlias(keyType, issuers, null)));
        answers.add(plain(manager.chooseEngineServerAlias(keyType, issuers, null)));
        answers.add(plain(manager.chooseClientAlias(types, issuers, null)));
        answers.add(plain(manager.chooseEngineClientAlias(types, issuers, null)));
        answers.add(plain(manager.getServerAliases(keyType, issuers)));
        answers.add(plain(manager.getClientAliases(keyType, issuers)));
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "EC_EC", "EC_RSA", "EdDSA", "Ed25519", "DSA", "RSASSA-PSS", "none"})
    void theSameKeyIsChosenAsByTheJdk(String keyType) throws Exception {
        X509ExtendedKeyManager jdk = jdk();
        X509ExtendedKeyManager ours = Managers.keys(keyStore());

        for (Principal[] issuers : new Principal[][] {null, {}, KNOWN, UNKNOWN}) {
            assertEquals(answers(jdk, keyType, issuers), answers(ours, keyType, issuers));
        }
    }

    /** SunX509 lists them, too: Jetty, for example, looks for the configured alias among them. */
    @Test
    void theKeyStoresOwnAliasesAreListed() throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());

        for (String[] aliases :
                List.of(manager.getServerAliases("RSA", KNOWN), manager.getClientAliases("RSA", KNOWN))) {
            assertEquals(Set.of("1.RSA", "2.RSA"), Set.of(aliases));
            assertEquals(keyStore().getCertificate(aliases[0]), manager.getCertificateChain(aliases[0])[0]);
        }
    }

    @Test
    void anExpiredCertificateIsTheLastToBeChosen() throws Exception {
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertEquals("1.EC/secp256r1", plain(manager.chooseEngineServerAlias("EC", KNOWN, null)));
        for (String alias : List.of("1.EC/secp256r1", "2.EC/secp256r1", "1.EC/secp384r1", "2.EC/secp384r1")) {
            keyStore().deleteEntry(alias);
        }

        String expired = manager.chooseEngineServerAlias("EC", KNOWN, null);
        assertEquals(plain(jdk().chooseEngineServerAlias("EC", KNOWN, null)), plain(expired));
        X509Certificate[] chain = manager.getCertificateChain(expired);
        assertEquals(keyStore().getCertificate("expired"), chain[0]);
    }

    @Test
    void aBuildersPasswordOpensTheKeys() throws Exception {
        KeyStore.Builder builder =
                KeyStore.Builder.newInstance(keyStore(), new KeyStore.PasswordProtection("any".toCharArray()));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        factory.init(new KeyStoreBuilderParameters(builder));

        X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        renew(keyStore(), "1.EC/secp256r1");
        assertNotNull(manager.getPrivateKey(manager.chooseEngineServerAlias("EC", KNOWN, null)));
    }

    @Test
    void keyStoresOfOtherTypesAreServedByTheJdk() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        char[] password = "changeit".toCharArray();
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        pkcs12.setKeyEntry("web", pair.getPrivate(), password, chain);

        X509ExtendedKeyManager manager = Managers.keys(pkcs12, password);
        String chosen = manager.chooseEngineServerAlias("EC", KNOWN, null);
        assertEquals(chain[0], manager.getCertificateChain(chosen)[0]);
        assertEquals(1, Managers.trust(pkcs12).getAcceptedIssuers().length);
    }

    @Test
    void withoutAKeyStoreThereIsNoKeyAndTheJdksTrust() throws Exception {
        TrustManagerFactory jdk = TrustManagerFactory.getInstance("PKIX");
        jdk.init((KeyStore) null);

        assertNull(Managers.keys(null).chooseEngineServerAlias("EC", null, null));
        assertEquals(
                ((X509TrustManager) jdk.getTrustManagers()[0]).getAcceptedIssuers().length,
                Managers.trust(null).getAcceptedIssuers().length);
    }

    @Test
    void managersAreThereOnceTheFactoryIsInitialised() throws Exception {
        LinuxKeyringProvider provider = new LinuxKeyringProvider();
        KeyringKeyManagerFactory keys = new KeyringKeyManagerFactory();
        KeyringTrustManagerFactory trust = new KeyringTrustManagerFactory();

        assertThrows(IllegalStateException.class, keys::engineGetKeyManagers);
        assertThrows(IllegalStateException.class, trust::engineGetTrustManagers);
        assertNotNull(provider.getService("KeyManagerFactory", "LINUXKEYRING"));
        assertNotNull(provider.getService("TrustManagerFactory", "LINUXKEYRING"));
    }
}
