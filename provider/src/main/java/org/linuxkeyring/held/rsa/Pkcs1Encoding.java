package org.linuxkeyring.held.rsa;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/** The paddings of PKCS #1 v1.5: RFC 8017, sections 7.2.2 and 9.2. */
final class Pkcs1Encoding {
    /** 00, the block type, a zero that ends the padding, and at least eight bytes of that. */
    static final int LEAST_OVERHEAD = 11;

    private Pkcs1Encoding() {}

    /** What is signed in place of the message (section 9.2, steps 1 and 2). */
    static byte[] digestInfo(DigestAlgorithm algorithm, byte[] hash) {
        try {
            return new DigestInfo(new AlgorithmIdentifier(algorithm.identifier(), DERNull.INSTANCE), hash)
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written to but memory", e);
        }
    }

    /** Block type 1, for signatures: {@code 00 01 ff...ff 00 content}. */
    static byte[] pad(byte[] content, int length) {
        byte[] block = new byte[length];
        int start = length - content.length;
        block[1] = 1;
        Arrays.fill(block, 2, start - 1, (byte) 0xff);
        System.arraycopy(content, 0, block, start, content.length);
        return block;
    }

    /**
     * What block type 2, for encryption, has within: {@code 00 02 nonzero bytes 00 content}. How long this takes does
     * not tell where a padding is wrong, as far as Java allows to say so.
     *
     * @return null if the padding is wrong
     */
    static byte[] unpad(byte[] block) {
        int wrong = block[0] | block[1] ^ 2;
        int end = 0;
        int found = 0;
        for (int i = 2; i < block.length; i++) {
            int isZero = (block[i] & 0xff) - 1 >> 31;
            end |= i & isZero & ~found;
            found |= isZero;
        }
        // Negative, and so wrong, where less than eight bytes stand before the end, or no zero was found.
        wrong |= end - (LEAST_OVERHEAD - 1) >> 31;
        byte[] content = Arrays.copyOfRange(block, end + 1, block.length);
        if (wrong != 0) {
            Arrays.fill(content, (byte) 0);
            return null;
        }
        return content;
    }
}
