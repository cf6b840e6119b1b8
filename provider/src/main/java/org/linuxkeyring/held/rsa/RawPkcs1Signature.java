package org.linuxkeyring.held.rsa;

import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;

/**
 * NONEwithRSA: the padding of RSASSA-PKCS1-v1_5 around the bytes as they are given, which the caller has hashed and
 * encoded.
 */
final class RawPkcs1Signature extends RsaSignature {
    private byte[] content = {};
    /** The number of bytes given; none are kept beyond the length of the content. */
    private long given;

    @Override
    void reset() {
        Arrays.fill(content, (byte) 0);
        given = 0;
    }

    @Override
    void requireLongEnough(RsaPrivateOperation key) throws InvalidKeyException {
        content = new byte[Pkcs1Signature.signing(key).getInputBlockSize()];
    }

    @Override
    byte[] sign(RsaPrivateOperation key) throws SignatureException, CryptoException {
        try {
            if (given > content.length) {
                throw new SignatureException("Data must not be longer than " + content.length + " bytes");
            }
            return Pkcs1Signature.signing(key).processBlock(content, 0, (int) given);
        } finally {
            reset();
        }
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
        engineUpdate(new byte[] {octet}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        if (given + length <= content.length) {
            System.arraycopy(bytes, offset, content, (int) given, length);
        }
        given += length;
    }
}
