package org.linuxkeyring.held.secret;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Ciphers for the contracts, and bytes for them. */
final class Ciphers {
    private static final Provider SUN = Security.getProvider("SunJCE");

    private Ciphers() {}

    static Cipher held(String transformation, int mode, Key key, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation, SecretKeys.PROVIDER);
        cipher.init(mode, key, parameters);
        return cipher;
    }

    /** The JDK's own, with the same key in its hands. */
    static Cipher sun(String transformation, int mode, byte[] key, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation, SUN);
        cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
        return cipher;
    }

    /** The text by update in pieces of random sizes, and then doFinal. */
    static byte[] inPieces(Cipher cipher, byte[] text, Random random) throws GeneralSecurityException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        int done = 0;
        while (done < text.length && random.nextInt(4) > 0) {
            int next = Math.min(text.length - done, random.nextInt(random.nextBoolean() ? 40 : 40_000));
            byte[] given = cipher.update(text, done, next);
            result.writeBytes(given == null ? new byte[0] : given);
            done += next;
        }
        result.writeBytes(cipher.doFinal(text, done, text.length - done));
        return result.toByteArray();
    }

    static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
