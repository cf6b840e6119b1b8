package org.linuxkeyring.held.rsa;

import java.security.MessageDigest;
import java.util.Arrays;

/** EMSA-PSS-ENCODE of RFC 8017, section 9.1.1. */
final class PssEncoding {
    private static final byte[] EIGHT_ZEROS = new byte[8];
    private static final byte TRAILER = (byte) 0xbc;

    private PssEncoding() {}

    /**
     * The encoded message, steps 2 to 13.
     *
     * @param modulusBits so long that hash, salt and two bytes fit
     */
    static byte[] encode(PssParameters parameters, byte[] hash, byte[] salt, int modulusBits) {
        int bits = modulusBits - 1;
        int length = (bits + Byte.SIZE - 1) / Byte.SIZE;
        MessageDigest digest = parameters.digest().newDigest();
        digest.update(EIGHT_ZEROS);
        digest.update(hash);
        byte[] h = digest.digest(salt);

        byte[] db = new byte[length - h.length - 1];
        db[db.length - salt.length - 1] = 1;
        System.arraycopy(salt, 0, db, db.length - salt.length, salt.length);
        Mgf1.mask(parameters.maskDigest().newDigest(), h, db);
        db[0] &= (byte) (0xff >> length * Byte.SIZE - bits);

        byte[] encoded = Arrays.copyOf(db, length);
        System.arraycopy(h, 0, encoded, db.length, h.length);
        encoded[length - 1] = TRAILER;
        return encoded;
    }
}
