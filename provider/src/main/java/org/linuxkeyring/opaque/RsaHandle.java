package org.linuxkeyring.opaque;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Set;

/** An RSA private key by its place. It is an RSAKey, by whose length JSSE chooses, and no RSAPrivateKey. */
public final class RsaHandle extends PrivateHandle implements RSAKey {
    private static final long serialVersionUID = 1L;

    private final BigInteger modulus;
    private final transient AlgorithmParameterSpec parameters;

    RsaHandle(String algorithm, KeySource source, RSAKey key) {
        super(algorithm, source);
        this.modulus = key.getModulus();
        this.parameters = key.getParams();
    }

    /**
     * Returns the key without its private exponent, which no operation needs that computes by the Chinese remainder
     * theorem (RFC 8017, section 5.1.2). The JDK keeps the exponents of keys that it has computed with in a static map
     * (sun.security.rsa.RSACore, blindingCache) until it computes again after a garbage collection.
     */
    @Override
    public Key open() throws InvalidKeyException {
        Key key = super.open();
        return key instanceof RSAPrivateCrtKey whole ? withoutExponent(whole) : key;
    }

    private static Key withoutExponent(RSAPrivateCrtKey key) throws InvalidKeyException {
        try {
            return KeyFactory.getInstance(key.getAlgorithm())
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            key.getModulus(),
                            key.getPublicExponent(),
                            key.getPublicExponent(),
                            key.getPrimeP(),
                            key.getPrimeQ(),
                            key.getPrimeExponentP(),
                            key.getPrimeExponentQ(),
                            key.getCrtCoefficient(),
                            key.getParams()));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("no installed provider takes the numbers of the RSA key", e);
        }
    }

    @Override
    public Set<String> uses() {
        return getAlgorithm().equals("RSA") ? Set.of("Signature", "Cipher") : Set.of("Signature");
    }

    @Override
    public BigInteger getModulus() {
        return modulus;
    }

    @Override
    public AlgorithmParameterSpec getParams() {
        return parameters;
    }
}
