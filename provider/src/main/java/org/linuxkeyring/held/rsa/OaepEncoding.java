package org.linuxkeyring.held.rsa;

import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** EME-OAEP of RFC 8017, section 7.1. */
final class OaepEncoding {
    private static final int FIXED_OVERHEAD = 2;

    private final MessageDigest maskDigest;
    private final byte[] labelHash;

    OaepEncoding(OAEPParameterSpec spec) throws InvalidAlgorithmParameterException {
        if (!spec.getMGFAlgorithm().equalsIgnoreCase("MGF1")) {
            throw new InvalidAlgorithmParameterException("Unsupported MGF algo: " + spec.getMGFAlgorithm());
        }
        if (!(spec.getMGFParameters() instanceof MGF1ParameterSpec mgf1)) {
            throw new InvalidAlgorithmParameterException("MGF1's parameters must be type MGF1ParameterSpec");
        }
        if (!(spec.getPSource() instanceof PSource.PSpecified label)) {
            throw new InvalidAlgorithmParameterException(
                    "Unsupported pSource algo: " + spec.getPSource().getAlgorithm());
        }
        maskDigest = digest(mgf1.getDigestAlgorithm());
        labelHash = digest(spec.getDigestAlgorithm()).digest(label.getValue());
    }

    /** Of any function that the JVM has, as the JDK's cipher: OAEP does not depend on it to be free of collisions. */
    private static MessageDigest digest(String name) throws InvalidAlgorithmParameterException {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidAlgorithmParameterException("Unsupported digest algorithm " + name, e);
        }
    }

    /** How many bytes of a block are not content. */
    int overhead() {
        return FIXED_OVERHEAD + 2 * labelHash.length;
    }

    /**
     * The message in {@code 00 maskedSeed maskedDB}. How long this takes does not tell what is wrong, as far as Java
     * allows to say so: to know that the first byte is not 0 would be enough to find the plaintext (Manger 2001).
     *
     * @return null if the padding is wrong
     */
    byte[] unpad(byte[] block) {
        byte[] seed = Arrays.copyOfRange(block, 1, 1 + labelHash.length);
        byte[] db = Arrays.copyOfRange(block, 1 + labelHash.length, block.length);
        try {
            Mgf1.mask(maskDigest, db, seed);
            Mgf1.mask(maskDigest, seed, db);
            int wrong = block[0];
            for (int i = 0; i < labelHash.length; i++) {
                wrong |= labelHash[i] ^ db[i];
            }
            int one = 0;
            int seeking = -1;
            for (int i = labelHash.length; i < db.length; i++) {
                int isZero = (db[i] & 0xff) - 1 >> 31;
                int isOne = (db[i] & 0xff ^ 1) - 1 >> 31;
                wrong |= seeking & ~(isZero | isOne);
                one |= i & seeking & isOne;
                seeking &= isZero;
            }
            wrong |= seeking;
            byte[] content = Arrays.copyOfRange(db, one + 1, db.length);
            if (wrong != 0) {
                Arrays.fill(content, (byte) 0);
                return null;
            }
            return content;
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(db, (byte) 0);
        }
    }
}
