package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * An RSA private key of type {@code asymmetric}. It is an RSAKey, without which JSSE finds no signature scheme for it,
 * and no RSAPrivateKey, which SunRsaSign would take, and fail to read.
 */
public final class HeldRsaKey extends HeldKey implements PrivateKey, RSAKey {
    private static final long serialVersionUID = 1L;

    private final RSAPublicKey publicKey;
    private final transient AtomicReference<Blinding> blinding = new AtomicReference<>();

    /** Makes one of which it is not known how the key came to be. */
    public HeldRsaKey(KernelKey key, RSAPublicKey publicKey) {
        this(key, publicKey, Origin.UNKNOWN, EntryName.NONE);
    }

    /**
     * Makes one of the kernel's key.
     *
     * @param publicKey its public key, from the certificate, since the kernel does not tell it
     */
    public HeldRsaKey(KernelKey key, RSAPublicKey publicKey, Origin origin, EntryName entry) {
        super(key, "RSA", origin, entry);
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
     * Returns null. From Java 22 on both RSAKey and PrivateKey have this method, and a class that does not override it
     * does not link.
     */
    @Override
    public AlgorithmParameterSpec getParams() {
        return null;
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    /**
     * Returns a blinding for one computation. Of two computations at a time only one takes the blinding that was kept.
     */
    Blinding takeBlinding() {
        Blinding kept = blinding.getAndSet(null);
        return kept == null ? Blinding.random(getModulus(), publicKey.getPublicExponent()) : kept;
    }

    /** Keeps a blinding for the next computation. */
    void keepBlinding(Blinding next) {
        blinding.set(next);
    }

    @Override
    public String toString() {
        return "RSA private key of " + getModulus().bitLength() + " bits, held by the kernel as " + key();
    }
}
