package org.linuxkeyring.entry.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** The test whether a public key belongs to a private key, by the installed providers. */
public final class KeyMatch {
    private static final byte[] MESSAGE = {'m', 'a', 't', 'c', 'h'};

    private KeyMatch() {}

    /**
     * Returns whether the keys are a pair; false if that cannot be determined, as for keys that only agree on other
     * keys (X25519, DH, ML-KEM).
     */
    public static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
        if (privateKey instanceof RSAKey secret && publicKey instanceof RSAKey open) {
            return secret.getModulus().equals(open.getModulus());
        }
        try {
            Signature signature = Signature.getInstance(signature(privateKey.getAlgorithm()));
            signature.initSign(privateKey);
            signature.update(MESSAGE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(MESSAGE);
            return signature.verify(signed);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Providers throw runtime exceptions, too, for numbers that are not a key.
            return false;
        }
    }

    private static String signature(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> keyAlgorithm;
        };
    }
}
