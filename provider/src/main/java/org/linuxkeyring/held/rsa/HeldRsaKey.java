package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;

/**
 * An RSA private key of type {@code asymmetric}. An RSAKey, without which JSSE finds no signature scheme for it, and no
 * RSAPrivateKey, which SunRsaSign would take, and fail to read.
 */
public final class HeldRsaKey extends HeldKey implements PrivateKey, RSAKey {
    private static final long serialVersionUID = 1L;

    private final RSAPublicKey publicKey;
    private final transient AtomicReference<Blinding> blinding = new AtomicReference<>();

    /** @param publicKey the other half, from the certificate: the kernel does not tell it */
    public HeldRsaKey(KernelKey key, RSAPublicKey publicKey) {
        super(key, "RSA");
        this.publicKey = publicKey;
    }

    @Override
    public Set<String> uses() {
        return Set.of("Signature", "Cipher");
    }

    @Override
    public BigInteger getModulus() {
        return publicKey.getModulus();
    }

    /**
     * None. From Java 22 on RSAKey and PrivateKey both have this method, and a class that leaves it to them does not
     * link.
     */
    @Override
    public AlgorithmParameterSpec getParams() {
        return null;
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    /** For one computation. Of two at a time, only one goes on with what was kept. */
    Blinding takeBlinding() {
        Blinding kept = blinding.getAndSet(null);
        return kept == null ? Blinding.random(getModulus(), publicKey.getPublicExponent()) : kept;
    }

    void keepBlinding(Blinding next) {
        blinding.set(next);
    }

    @Override
    public String toString() {
        return "RSA private key of " + getModulus().bitLength() + " bits, held by the kernel as " + key();
    }
}
