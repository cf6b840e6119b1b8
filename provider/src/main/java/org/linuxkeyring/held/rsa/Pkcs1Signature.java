package org.linuxkeyring.held.rsa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SignatureException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), with a hash function. It is not Bouncy Castle's RSADigestSigner, which
 * takes no engine but its own, for keys in memory.
 */
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
        if (digestInfo(new byte[digest.getDigestLength()]).length > signing(key).getInputBlockSize()) {
            throw new InvalidKeyException("Key is too short for this signature algorithm");
        }
    }

    @Override
    byte[] sign(RsaPrivateOperation key) throws CryptoException {
        byte[] content = digestInfo(digest.digest());
        return signing(key).processBlock(content, 0, content.length);
    }

    /** Returns the block cipher that signs what it is given, with the padding of section 9.2. */
    static PKCS1Encoding signing(RsaPrivateOperation key) {
        PKCS1Encoding encoding = new PKCS1Encoding(new KernelRsaEngine(key));
        encoding.init(true, KernelRsaEngine.PRIVATE_KEY);
        return encoding;
    }

    /** Returns what is signed in place of the message (section 9.2, steps 1 and 2). */
    private byte[] digestInfo(byte... hash) {
        try {
            return new DigestInfo(new AlgorithmIdentifier(algorithm.identifier(), DERNull.INSTANCE), hash)
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written to but memory", e);
        }
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
