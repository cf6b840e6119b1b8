package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * The kernel's private operation, in the form that Bouncy Castle's paddings take. To encrypt with it is to sign a
 * padded block; to decrypt with it returns a block whose padding is still to be removed.
 */
final class KernelRsaEngine implements AsymmetricBlockCipher {
    /** The parameters that a padding is initialized with; a padding asks them only whether the key is a private one. */
    static final CipherParameters PRIVATE_KEY = new AsymmetricKeyParameter(true);

    private final RsaPrivateOperation operation;
    private boolean encrypts;

    KernelRsaEngine(RsaPrivateOperation operation) {
        this.operation = operation;
    }

    /** Sets the direction alone, since the operation has the key. */
    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
        encrypts = forEncryption;
    }

    @Override
    public int getInputBlockSize() {
        return encrypts ? operation.modulusBytes() - 1 : operation.modulusBytes();
    }

    @Override
    public int getOutputBlockSize() {
        return encrypts ? operation.modulusBytes() : operation.modulusBytes() - 1;
    }

    @Override
    public byte[] processBlock(byte[] input, int offset, int length) {
        byte[] block = operation.apply(new BigInteger(1, input, offset, length));
        if (encrypts) {
            return block;
        }
        try {
            return withoutLeadingZero(block);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /**
     * Returns a block without its first byte, which is 0 in all paddings for encryption. Where it is not, all bytes
     * returned are 0, which no padding is. There is no branch, so that the time does not depend on the first byte, as
     * far as Java allows to say so: to know whether it is 0 would be enough to find the plaintext (Manger 2001).
     */
    private static byte[] withoutLeadingZero(byte... block) {
        int kept = (block[0] & 0xff) - 1 >> Integer.SIZE - 1;
        byte[] rest = new byte[block.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = (byte) (block[i + 1] & kept);
        }
        return rest;
    }
}
