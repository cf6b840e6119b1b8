package org.linuxkeyring.processes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * The contents of entries. They show by themselves whether they are whole, and for which alias and generation they were
 * made.
 */
final class Contents {
    static final String EC = "EC/secp256r1";
    static final String RSA = "RSA";

    private static final int HASHED_BYTES = 28;

    private final List<KeyStore.PrivateKeyEntry> pairs;

    private Contents(List<KeyStore.PrivateKeyEntry> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    /** Writes key pairs with chains of 1, 2, ... certificates into a file for the programs, one a line in base64. */
    static void write(Path file, String algorithm, int count) throws IOException, GeneralSecurityException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair pair = TestKeys.fresh(algorithm);
            StringBuilder line = new StringBuilder(base64(pair.getPrivate().getEncoded()));
            for (Certificate certificate : TestCertificates.chain(pair.getPublic(), 1 + i % 2)) {
                line.append(' ').append(base64(certificate.getEncoded()));
            }
            lines.add(line.toString());
        }
        Files.write(file, lines);
    }

    static Contents read(Path file) throws IOException, GeneralSecurityException {
        List<KeyStore.PrivateKeyEntry> pairs = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            Certificate[] chain = new Certificate[parts.length - 1];
            for (int i = 0; i < chain.length; i++) {
                chain[i] = CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes(parts[i + 1])));
            }
            pairs.add(new KeyStore.PrivateKeyEntry(
                    KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(bytes(parts[0]))),
                    chain));
        }
        return new Contents(pairs);
    }

    KeyStore.PrivateKeyEntry pair(int generation) {
        return pairs.get(generation % pairs.size());
    }

    /** Fails unless the key is one of the pairs, with the chain that belongs to it; returns which one. */
    int requireWhole(KeyStore.PrivateKeyEntry entry) {
        byte[] key = entry.getPrivateKey().getEncoded();
        for (KeyStore.PrivateKeyEntry pair : pairs) {
            if (Arrays.equals(pair.getPrivateKey().getEncoded(), key)) {
                require(
                        Arrays.equals(pair.getCertificateChain(), entry.getCertificateChain()),
                        "the key of one pair with the chain of another");
                return pairs.indexOf(pair);
            }
        }
        throw new IllegalStateException("the key of no pair");
    }

    /** Fails unless the held key is that of the pair with this chain, which a signature shows; returns which one. */
    int requireHeld(KeyStore.PrivateKeyEntry entry, Provider provider) throws GeneralSecurityException {
        Signature signing = Signature.getInstance("SHA256withRSA", provider);
        signing.initSign(entry.getPrivateKey());
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(entry.getCertificate());
        require(verifying.verify(signing.sign()), "the key of one pair with the chain of another");
        for (KeyStore.PrivateKeyEntry pair : pairs) {
            if (Arrays.equals(pair.getCertificateChain(), entry.getCertificateChain())) {
                return pairs.indexOf(pair);
            }
        }
        throw new IllegalStateException("the chain of no pair");
    }

    /** Returns a secret for an HMAC, of the same size for each generation. */
    static SecretKey macKey(String alias, int generation) {
        return new SecretKeySpec(hash(alias, generation), "HmacSHA256");
    }

    /** Returns the generation of a held key for an HMAC, which its result shows. */
    int requireHeld(String alias, SecretKey held, Provider provider) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init(held);
        byte[] result = mac.doFinal();
        for (int generation = 0; generation < pairs.size(); generation++) {
            Mac own = Mac.getInstance("HmacSHA256");
            own.init(macKey(alias, generation));
            if (Arrays.equals(own.doFinal(), result)) {
                return generation;
            }
        }
        throw new IllegalStateException("not a secret of " + alias);
    }

    /** Returns a secret whose size depends on the generation. */
    static SecretKey secret(String alias, int generation) {
        byte[] hash = hash(alias, generation);
        ByteBuffer bytes = ByteBuffer.allocate((1 + generation % 5) * (Integer.BYTES + HASHED_BYTES));
        while (bytes.hasRemaining()) {
            bytes.putInt(generation).put(hash, 0, HASHED_BYTES);
        }
        return new SecretKeySpec(bytes.array(), "AES");
    }

    /** Returns the generation of a secret, and fails unless the secret is whole and of that alias. */
    static int generation(String alias, SecretKey secret) {
        int generation = ByteBuffer.wrap(secret.getEncoded()).getInt();
        require(secret.equals(secret(alias, generation)), "not a whole secret of " + alias);
        return generation;
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static byte[] hash(String alias, int generation) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((alias + "/" + generation).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
