package org.linuxkeyring.held.rsa;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SignatureException;

/** RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), with a hash function. */
final class Pkcs1Signature extends RsaSignature {
    private final DigestAlgorithm algorithm;
    private final MessageDigest digest;

    Pkcs1Signature(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.digest = algorithm.newDigest();
    }

    @Override
    void reset() {
        digest.reset();
    }

    @Override
    void requireLongEnough(RsaPrivateOperation key) throws InvalidKeyException {
        int length = Pkcs1Encoding.digestInfo(algorithm, new byte[digest.getDigestLength()]).length;
        if (length + Pkcs1Encoding.LEAST_OVERHEAD > key.modulusBytes()) {
            throw new InvalidKeyException("Key is too short for this signature algorithm");
        }
    }

    @Override
    byte[] encode(RsaPrivateOperation key) {
        return Pkcs1Encoding.pad(Pkcs1Encoding.digestInfo(algorithm, digest.digest()), key.modulusBytes());
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
        digest.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        digest.update(bytes, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer bytes) {
        digest.update(bytes);
    }
}
