package org.linuxkeyring.entry;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.key.KeyAlgorithms;
import org.linuxkeyring.held.rsa.RsaPairs;

/** Keys and certificates that are made once in a test run; there is one pair for each algorithm. */
public final class TestKeys {
    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();
    private static final Map<String, KeyPair> OTHERS = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private TestKeys() {}

    /** Returns the pair of this algorithm, or of {@code EC}'s curve if the name is {@code EC/curve}. */
    public static KeyPair pair(String algorithm) {
        return PAIRS.computeIfAbsent(algorithm, name -> newPair(name, 2048));
    }

    /** Returns another pair of an algorithm than {@link #pair}. */
    static KeyPair otherPair(String algorithm) {
        return OTHERS.computeIfAbsent(algorithm, name -> newPair(name, 3072));
    }

    static KeyPair newPair(String algorithm) {
        return newPair(algorithm, 2048);
    }

    /** RSA pairs are those of files, since a JVM takes seconds to find large primes. */
    private static KeyPair newPair(String algorithm, int rsaBits) {
        try {
            if (algorithm.startsWith("RSA")) {
                return rsa(algorithm, RsaPairs.ofBits(rsaBits));
            }
            String[] nameAndCurve = algorithm.split("/");
            KeyPairGenerator generator = KeyPairGenerator.getInstance(nameAndCurve[0]);
            switch (nameAndCurve[0]) {
                case "EC" -> generator.initialize(new ECGenParameterSpec(nameAndCurve[1]));
                case "DSA" -> generator.initialize(1024);
                case "DH" -> generator.initialize(smallGroup());
                default -> {
                    // The name alone determines the parameters.
                }
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(algorithm, e);
        }
    }

    private static KeyPair rsa(String algorithm, KeyPair pair) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        return new KeyPair(
                factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
                factory.generatePrivate(new RSAPrivateCrtKeySpec(
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient())));
    }

    static boolean has(String algorithm) {
        try {
            KeyPairGenerator.getInstance(algorithm);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns a certificate of this key, signed by that one. */
    public static X509Certificate certificate(String subject, KeyPair key, String issuer, PrivateKey signer) {
        try {
            byte[] encoded = new X509v3CertificateBuilder(
                            new X500Name(issuer),
                            BigInteger.valueOf(SERIAL.getAndIncrement()),
                            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                            Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                            new X500Name(subject),
                            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder(signature(signer)).build(signer))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (Exception e) {
            throw new AssertionError(subject, e);
        }
    }

    /**
     * Returns a leaf, an intermediate and a root certificate: the leaf of this key, the others of EC keys of their own.
     */
    public static X509Certificate[] chain(KeyPair leaf) {
        KeyPair intermediate = pair("EC/secp256r1");
        KeyPair root = pair("EC/secp384r1");
        return new X509Certificate[] {
            certificate("CN=leaf", leaf, "CN=intermediate", intermediate.getPrivate()),
            certificate("CN=intermediate", intermediate, "CN=root", root.getPrivate()),
            certificate("CN=root", root, "CN=root", root.getPrivate())
        };
    }

    private static String signature(PrivateKey signer) {
        return switch (signer.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "DSA" -> "SHA256withDSA";
            case "EdDSA" -> ((EdECPrivateKey) signer).getParams().getName();
            default -> signer.getAlgorithm();
        };
    }

    /** Returns the second Oakley group of RFC 2409 section 6.2, because the JDK takes long to make a group. */
    private static AlgorithmParameterSpec smallGroup() {
        String prime = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22"
                + "514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6"
                + "F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381"
                + "FFFFFFFFFFFFFFFF";
        return new DHParameterSpec(new BigInteger(prime, 16), BigInteger.TWO);
    }

    /**
     * Returns a certificate of a key in any encoding, which no one has signed, with at most one value of extensions.
     */
    static byte[] encodedCertificate(byte[] keyAlgorithm, byte[] key, byte[]... extensions) {
        byte[] name = Der.value(
                Der.SEQUENCE,
                Der.value(
                        Der.SET,
                        Der.value(Der.SEQUENCE, Der.objectIdentifier("2.5.4.3"), Der.value(Der.UTF8_STRING, new byte[] {
                            'x'
                        }))));
        byte[] time = CreationTime.write(Entries.CREATED);
        byte[] bits = Der.value(Der.BIT_STRING, new byte[1], key);
        byte[] version = Der.value(Der.CONTEXT_0, new byte[] {Der.INTEGER, 1, 2});
        byte[] signature = Der.value(Der.SEQUENCE, Der.objectIdentifier(KeyAlgorithms.ED25519));
        byte[] signed = Der.value(
                Der.SEQUENCE,
                version,
                TraditionalKeys.number(64),
                signature,
                name,
                Der.value(Der.SEQUENCE, time, time),
                name,
                Der.value(Der.SEQUENCE, keyAlgorithm, bits),
                extensions.length == 0 ? new byte[0] : extensions[0]);
        return Der.value(Der.SEQUENCE, signed, signature, Der.value(Der.BIT_STRING, new byte[65]));
    }

    /** Encrypts a key by the JDK's cipher of this name and object identifier (an EncryptedPrivateKeyInfo, RFC 5958). */
    static byte[] encrypted(PrivateKey key, char[] password, String algorithm, String oid) throws Exception {
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)));
        return Der.value(
                Der.SEQUENCE,
                Der.value(
                        Der.SEQUENCE,
                        Der.objectIdentifier(oid),
                        cipher.getParameters().getEncoded()),
                Der.value(Der.OCTET_STRING, cipher.doFinal(key.getEncoded())));
    }
}
