package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Bouncy Castle's classes with handles, and its provider as the one that does the work. */
@ParameterizedClass
@EnumSource(names = "MEMORY")
class OpaqueBouncyCastleTest extends OnOpaqueEntries {
    private static final byte[] MESSAGE = "message".getBytes();

    OpaqueBouncyCastleTest(Backend backend) {
        super(backend);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA256withRSA",
        "RSA, SHA512withRSAandMGF1",
        "RSA, SHA3-256withRSAandMGF1",
        "EC/secp256r1, SHA256withECDSA",
        "EC/secp384r1, SHA384withECDSA",
        "Ed25519, Ed25519",
        "DSA, SHA256withDSA"
    })
    void contentSignersSignCms(String name, String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(name);
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(handle(pair));
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

    @Test
    void recipientsDecryptCms() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(
                new JceKeyTransRecipientInfoGenerator(TestCertificates.chain(pair.getPublic(), 1)[0]));
        CMSEnvelopedData enveloped = generator.generate(
                new CMSProcessableByteArray(MESSAGE),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build());
        assertArrayEquals(
                MESSAGE,
                enveloped
                        .getRecipientInfos()
                        .getRecipients()
                        .iterator()
                        .next()
                        .getContent(new JceKeyTransEnvelopedRecipient(handle(pair))));
    }

    /**
     * The keys of entries are then Bouncy Castle's, and so are the names of some algorithms. The pairs and their
     * authorities are made before, by the JDK, since other tests get the same ones.
     */
    @Test
    void bouncyCastleDoesTheWorkWhereItComesFirst() throws Exception {
        TestCertificates.root();
        Map<String, KeyPair> signers = Map.of(
                "SHA256withRSA", TestKeys.pair("RSA"),
                "SHA256withECDSA", TestKeys.pair("EC/secp256r1"),
                "Ed25519", TestKeys.pair("Ed25519"));
        BouncyCastleProvider bouncyCastle = new BouncyCastleProvider();
        Security.insertProviderAt(bouncyCastle, 1);
        try {
            for (String algorithm : signers.keySet()) {
                KeyPair pair = signers.get(algorithm);
                PrivateKey handle = handle(pair);
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(handle);
                assertEquals(OURS, signature.getProvider());
                signature.update(MESSAGE);
                Signature verifier = Signature.getInstance(algorithm);
                verifier.initVerify(pair.getPublic());
                verifier.update(MESSAGE);
                assertTrue(verifier.verify(signature.sign()));
            }
            SecretKey handle = handle(new SecretKeySpec(new byte[16], "AES"));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, handle, new GCMParameterSpec(128, new byte[12]));
            assertEquals(16 + MESSAGE.length, cipher.doFinal(MESSAGE).length);
        } finally {
            Security.removeProvider(bouncyCastle.getName());
        }
    }

    /** A provider that passes calls on, and is the first to be asked, must not pass them on to itself. */
    @Test
    void theProviderMayComeFirst() throws Exception {
        Security.removeProvider(OURS.getName());
        Security.insertProviderAt(OURS, 1);
        try {
            KeyPair pair = TestKeys.pair("RSA");
            PrivateKey handle = handle(pair);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(handle);
            signature.sign();
            Signature readable = Signature.getInstance("SHA256withRSA");
            readable.initSign(pair.getPrivate());
            assertEquals("SunRsaSign", readable.getProvider().getName());
            assertEquals(16, Cipher.getInstance("AES/CBC/PKCS5Padding").getBlockSize());
            assertEquals(32, Mac.getInstance("HmacSHA256").getMacLength());
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(PSSParameterSpec.DEFAULT);
            assertEquals(OURS, pss.getProvider());
            assertEquals("RSASSA-PSS", pss.getParameters().getAlgorithm());
        } finally {
            Security.removeProvider(OURS.getName());
            Security.addProvider(OURS);
        }
    }
}
