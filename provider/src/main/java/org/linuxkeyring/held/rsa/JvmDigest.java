package org.linuxkeyring.held.rsa;

import java.security.DigestException;
import java.security.MessageDigest;
import org.bouncycastle.crypto.Digest;

/**
 * A message digest of the JVM's providers, in the form that Bouncy Castle's paddings take. The JDK's digests use the
 * processor's instructions for them, and OAEP allows any that a provider has.
 */
record JvmDigest(MessageDigest digest) implements Digest {
    @Override
    public String getAlgorithmName() {
        return digest.getAlgorithm();
    }

    @Override
    public int getDigestSize() {
        return digest.getDigestLength();
    }

    @Override
    public void update(byte octet) {
        digest.update(octet);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    public int doFinal(byte[] output, int offset) {
        try {
            return digest.digest(output, offset, digest.getDigestLength());
        } catch (DigestException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}
