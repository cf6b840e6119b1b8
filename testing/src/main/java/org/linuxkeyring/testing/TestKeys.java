package org.linuxkeyring.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Key pairs of every algorithm the running JDK has, each generated once: RSA, DSA and DH are slow to make. */
public final class TestKeys {
    private static final String PBES2 = "PBEWithHmacSHA256AndAES_256";
    private static final String PSS_WITH_PARAMETERS = "RSASSA-PSS/SHA-384";

    private static final List<String> ALGORITHMS = Stream.of(
                    "RSA",
                    "RSASSA-PSS",
                    PSS_WITH_PARAMETERS,
                    "DSA",
                    "DH",
                    "EC/secp256r1",
                    "EC/secp384r1",
                    "EC/secp521r1",
                    "Ed25519",
                    "Ed448",
                    "X25519",
                    "X448",
                    "ML-DSA-44",
                    "ML-DSA-65",
                    "ML-DSA-87",
                    "ML-KEM-512",
                    "ML-KEM-768",
                    "ML-KEM-1024")
            .filter(TestKeys::isKnownToTheJdk)
            .toList();

    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private TestKeys() {}

    /** The names {@link #pair} takes on the running JDK: an algorithm, with a curve or a digest where one is chosen. */
    public static List<String> algorithms() {
        return ALGORITHMS;
    }

    /** The key pair of this name, the same at every call. */
    public static KeyPair pair(String algorithm) {
        return PAIRS.computeIfAbsent(algorithm, TestKeys::fresh);
    }

    /** A key pair no one has seen before. */
    public static KeyPair fresh(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family(algorithm));
            AlgorithmParameterSpec parameters = parameters(algorithm);
            if (parameters != null) {
                generator.initialize(parameters);
            } else if (List.of("DSA", "DH").contains(algorithm)) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(algorithm, e);
        }
    }

    /** DER of the key as PKCS#8 EncryptedPrivateKeyInfo: PBES2 with PBKDF2 and AES-256, what the JDK itself writes. */
    public static byte[] encrypted(PrivateKey key, char[] password) throws Exception {
        Cipher cipher = Cipher.getInstance(PBES2);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(PBES2).generateSecret(new PBEKeySpec(password)),
                new PBEParameterSpec(SecureRandom.getSeed(16), 10_000));
        // Not javax.crypto's class of this name: before Java 19 it knows no OID for PBES2.
        return new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.id_PBES2,
                                ASN1Primitive.fromByteArray(
                                        cipher.getParameters().getEncoded())),
                        cipher.doFinal(key.getEncoded()))
                .getEncoded();
    }

    private static AlgorithmParameterSpec parameters(String algorithm) {
        if (algorithm.equals(PSS_WITH_PARAMETERS)) {
            return new RSAKeyGenParameterSpec(
                    2048,
                    RSAKeyGenParameterSpec.F4,
                    new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
        }
        if (algorithm.startsWith("RSA")) {
            return new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
        }
        if (algorithm.startsWith("EC/")) {
            return new ECGenParameterSpec(algorithm.substring(3));
        }
        return null;
    }

    private static String family(String algorithm) {
        return algorithm.split("/", 2)[0];
    }

    private static boolean isKnownToTheJdk(String algorithm) {
        try {
            KeyPairGenerator.getInstance(family(algorithm));
            return true;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }
}
