package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.HeldKeys;

/** The encodings, and all else but the kernel's own part. */
class ImitatedSignatureTest extends SignatureContract {
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }

    /** It remembers moduli for the whole JVM, and ours come from entries, which others may write. */
    @Test
    void bouncyCastleGoesOnTestingAModulusThatWasSignedWith() throws Exception {
        KeyPair weak = pairWithFactor(BigInteger.valueOf(743), new Random(3));
        BigInteger modulus = ((RSAPublicKey) weak.getPublic()).getModulus();
        for (String algorithm : new String[] {"SHA256withRSA", "SHA256withRSAandMGF1"}) {
            Signature signer = Signature.getInstance(algorithm, new LinuxKeyringProvider());
            signer.initSign(keys().held(weak));
            assertEquals(128, signer.sign().length);
        }

        Exception e =
                assertThrows(IllegalArgumentException.class, () -> new RSAKeyParameters(false, modulus, EXPONENT));
        assertEquals("RSA modulus has a small prime factor", e.getMessage());
    }

    private static KeyPair pairWithFactor(BigInteger small, Random random) throws Exception {
        BigInteger large;
        BigInteger order;
        do {
            large = BigInteger.probablePrime(1015, random);
            order = small.subtract(BigInteger.ONE).multiply(large.subtract(BigInteger.ONE));
        } while (!order.gcd(EXPONENT).equals(BigInteger.ONE)
                || small.multiply(large).bitLength() != 1024);
        BigInteger modulus = small.multiply(large);
        KeyFactory factory = KeyFactory.getInstance("RSA");
        return new KeyPair(
                factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                factory.generatePrivate(new RSAPrivateKeySpec(modulus, EXPONENT.modInverse(order))));
    }
}
