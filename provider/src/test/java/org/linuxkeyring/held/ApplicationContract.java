package org.linuxkeyring.held;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.rsa.RsaKeyContract;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/** Code that knows nothing of these keys and names no provider; ours is registered, and the last. */
abstract class ApplicationContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();

    private final KeyPair pair = RsaPairs.ofBits(2048);
    private HeldRsaKey held;

    @BeforeAll
    static void register() {
        Security.addProvider(OURS);
    }

    @AfterAll
    static void unregister() {
        Security.removeProvider(OURS.getName());
    }

    @BeforeEach
    void holdTheKey() {
        held = keys().held(pair);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NONEwithRSA", "SHA1withRSA", "SHA224withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA"
            })
    void signaturesAreFoundByTheKey(String algorithm) throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(held);
        signature.update(MESSAGE);
        byte[] signed = signature.sign();
        assertEquals(OURS, signature.getProvider());

        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(pair.getPublic());
        verifier.update(MESSAGE);
        assertTrue(verifier.verify(signed));
        assertNotEquals(OURS, verifier.getProvider());
    }

    @Test
    void pssIsFoundByTheKeyWhenTheParametersComeAfterIt() throws Exception {
        PSSParameterSpec parameters = new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.initSign(held);
        signature.setParameter(parameters);
        signature.update(MESSAGE);
        byte[] signed = signature.sign();
        assertEquals(OURS, signature.getProvider());

        Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.initVerify(pair.getPublic());
        verifier.setParameter(parameters);
        verifier.update(MESSAGE);
        assertTrue(verifier.verify(signed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RSA", "RSA/ECB/PKCS1Padding", "RSA/ECB/OAEPPadding", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"})
    void ciphersAreFoundByTheKey(String transformation) throws Exception {
        Cipher encrypting = Cipher.getInstance(transformation);
        encrypting.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        assertNotEquals(OURS, encrypting.getProvider());
        byte[] encrypted = encrypting.doFinal(MESSAGE);

        Cipher decrypting = Cipher.getInstance(transformation);
        decrypting.init(Cipher.DECRYPT_MODE, held);
        assertEquals(OURS, decrypting.getProvider());
        assertArrayEquals(MESSAGE, decrypting.doFinal(encrypted));
    }

    @Test
    void keysOfOthersAreNotOfferedToUs() throws Exception {
        for (Provider.Service service : OURS.getServices()) {
            if (List.of("Signature", "Cipher").contains(service.getType())) {
                for (String other : List.of("RSA", "EC/secp256r1")) {
                    assertTrue(!service.supportsParameter(TestKeys.pair(other).getPrivate()), service::toString);
                    assertTrue(!service.supportsParameter(TestKeys.pair(other).getPublic()), service::toString);
                }
            }
        }
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(pair.getPrivate());
        assertNotEquals(OURS, rsa.getProvider());
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
        assertNotEquals(OURS, cipher.getProvider());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA512withRSA", "SHA256withRSAandMGF1", "SHA512withRSAandMGF1"})
    void bouncyCastleSignsCmsWithTheKey(String algorithm) throws Exception {
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(held);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(signer, certificate));
        generator.addCertificate(new JcaX509CertificateHolder(certificate));
        CMSSignedData signed = generator.generate(new CMSProcessableByteArray(MESSAGE), true);

        SignerInformation information =
                signed.getSignerInfos().getSigners().iterator().next();
        assertTrue(information.verify(new JcaSimpleSignerInfoVerifierBuilder()
                .setProvider(new BouncyCastleProvider())
                .build(certificate)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void serverAndClientProveThemselvesInTls(String protocol) throws Exception {
        assertShakesHands(protocol);
    }

    /** The key decrypts the premaster secret. The JDK has these suites switched off from version 24 on. */
    @Test
    void aServerDecryptsInTlsWithoutForwardSecrecy() throws Exception {
        assumeFalse(
                Security.getProperty("jdk.tls.disabledAlgorithms").contains("TLS_RSA_"),
                "this JDK has no RSA key exchange");
        assertShakesHands("TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
    }

    private void assertShakesHands(String protocol, String... cipherSuites) throws Exception {
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new OneKey(held, certificate)}, new TrustManager[] {new TrustAll()}, null);
        TlsHandshake handshake = new TlsHandshake(context, context, protocol, cipherSuites);
        assertEquals(certificate, handshake.serverCertificate());
        assertEquals(certificate, handshake.clientCertificate());
    }

    /** Shows one certificate to all. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "held";

        private final PrivateKey key;
        private final X509Certificate certificate;

        OneKey(PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        private static String aliasFor(String... keyTypes) {
            return List.of(keyTypes).contains("RSA") ? ALIAS : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return aliasFor(keyTypes);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return aliasFor(keyTypes);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return aliasFor(keyType);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return aliasFor(keyType);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** That the other side has the certificate's key is proven in any case. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
