package org.linuxkeyring.held;

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
        for (int counter = 0, done = 0; done < target.length; counter++) {
            digest.update(seed);
            byte[] block = digest.digest(
                    ByteBuffer.allocate(Integer.BYTES).putInt(counter).array());
            for (int i = 0; i < block.length && done < target.length; i++, done++) {
                target[done] ^= block[i];
            }
            Arrays.fill(block, (byte) 0);
        }
    }
}
