package org.linuxkeyring.held;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** A key that was unwrapped: from a secret key's bytes, PKCS#8 or X.509 (javax.crypto.Cipher.unwrap). */
public final class UnwrappedKey {
    private UnwrappedKey() {}

    /**
     * Returns the key of an encoding.
     *
     * @param type Cipher.SECRET_KEY, PRIVATE_KEY or PUBLIC_KEY
     */
    public static Key of(byte[] encoded, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        try {
            return switch (type) {
                case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
                case Cipher.PRIVATE_KEY ->
                    KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                case Cipher.PUBLIC_KEY ->
                    KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
                default -> throw new NoSuchAlgorithmException("Unsupported key type");
            };
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new InvalidKeyException("what was unwrapped is no key of algorithm " + algorithm, e);
        }
    }
}
