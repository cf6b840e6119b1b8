package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.Map;

/** A check by a signature whether a private key and a certificate belong together. */
final class KeyPairs {
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private KeyPairs() {}

    static void assertPair(Key key, Certificate certificate) throws GeneralSecurityException {
        byte[] message = {1, 2, 3};
        Signature signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
        signature.initSign((PrivateKey) key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(message);
        assertTrue(signature.verify(signed));
    }
}
