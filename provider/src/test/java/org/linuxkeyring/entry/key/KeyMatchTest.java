package org.linuxkeyring.entry.key;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.TestKeys;

/** Which public key is that of a private key. */
class KeyMatchTest {
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC/secp256r1", "Ed25519"})
    void keysOfOnePairMatch(String algorithm) {
        KeyPair pair = TestKeys.pair(algorithm);
        assertTrue(KeyMatch.isPair(pair.getPrivate(), pair.getPublic()));
    }

    @Test
    void keysOfDifferentPairsDoNot() throws Exception {
        KeyPair rsa = TestKeys.pair("RSA");
        RSAPublicKey own = (RSAPublicKey) rsa.getPublic();
        PublicKey other = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(own.getModulus().add(BigInteger.TWO), own.getPublicExponent()));
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertFalse(KeyMatch.isPair(rsa.getPrivate(), other));
        assertFalse(KeyMatch.isPair(rsa.getPrivate(), ed25519.getPublic()));
        assertFalse(KeyMatch.isPair(TestKeys.pair("Ed25519").getPrivate(), ed25519.getPublic()));
    }

    @Test
    void keysThatSignNothingCannotBeTold() {
        KeyPair pair = TestKeys.pair("X25519");
        assertFalse(KeyMatch.isPair(pair.getPrivate(), pair.getPublic()));
    }
}
