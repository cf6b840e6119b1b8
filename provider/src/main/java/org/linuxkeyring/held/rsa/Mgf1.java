package org.linuxkeyring.held.rsa;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** The mask generation function of RFC 8017, appendix B.2.1. */
final class Mgf1 {
    private Mgf1() {}

    /**
     * Masks, or unmasks, {@code target} with what is generated from the seed.
     *
     * @param digest reset, as it is left
     */
    static void mask(MessageDigest digest, byte[] seed, byte[] target) {
        for (int counter = 0; counter * digest.getDigestLength() < target.length; counter++) {
            digest.update(seed);
            byte[] mask = digest.digest(
                    ByteBuffer.allocate(Integer.BYTES).putInt(counter).array());
            int start = counter * mask.length;
            for (int i = 0; i < mask.length && start + i < target.length; i++) {
                target[start + i] ^= mask[i];
            }
            Arrays.fill(mask, (byte) 0);
        }
    }
}
