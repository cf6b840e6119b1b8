package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestKeys;

/** Signatures by code that names no provider, with each algorithm that the JDK has for the key. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OpaqueSignatureTest extends OnOpaqueEntries {
    /** As long as a digest of SHA-1, which NONEwithDSA requires. */
    private static final byte[] MESSAGE = "twenty bytes of text".getBytes();

    OpaqueSignatureTest(Backend backend) {
        super(backend);
    }

    static Stream<String> algorithms() {
        return Arrays.stream(Security.getProviders())
                .filter(provider -> provider.getName().startsWith("Sun")
                        || provider.getName().equals("SUN"))
                .flatMap(provider -> provider.getServices().stream())
                .filter(service -> service.getType().equals("Signature"))
                .map(Provider.Service::getAlgorithm)
                .filter(algorithm -> key(algorithm).isPresent())
                .distinct()
                .sorted();
    }

    /** Returns the name of a key pair for an algorithm; empty for one with which the JDK verifies alone (HSS/LMS). */
    private static Optional<String> key(String algorithm) {
        String upper = algorithm.toUpperCase(Locale.ROOT);
        String key = null;
        if (upper.contains("ECDSA")) {
            key = "EC/secp256r1";
        } else if (upper.equals("RSASSA-PSS")) {
            key = "RSASSA-PSS";
        } else if (upper.contains("RSA")) {
            key = "RSA";
        } else if (upper.equals("EDDSA")) {
            key = "Ed25519";
        } else if (upper.equals("ML-DSA")) {
            key = "ML-DSA-44";
        } else if (upper.startsWith("ED") || upper.startsWith("ML-DSA")) {
            key = algorithm;
        } else if (upper.contains("DSA")) {
            key = "DSA";
        }
        return Optional.ofNullable(key);
    }

    private static void setPss(String algorithm, Signature signature) throws Exception {
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
        }
    }

    private static byte[] signed(String algorithm, PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        setPss(algorithm, signature);
        signature.update(MESSAGE);
        return signature.sign();
    }

    private static boolean verifies(String algorithm, KeyPair pair, byte[] signed) throws Exception {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(pair.getPublic());
        setPss(algorithm, verifier);
        verifier.update(MESSAGE);
        return verifier.verify(signed);
    }

    /** A DSA key of 2048 bits, for instance, takes no digest of less than 224 bits. */
    private static Optional<Class<? extends Exception>> refusal(String algorithm, PrivateKey key) {
        try {
            signed(algorithm, key);
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e.getClass());
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aHandleSignsAsItsKeyDoes(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(key(algorithm).orElseThrow());
        PrivateKey handle = handle(pair);
        Optional<Class<? extends Exception>> refusal = refusal(algorithm, pair.getPrivate());
        if (refusal.isPresent()) {
            assertThrows(refusal.get(), () -> signed(algorithm, handle));
        } else {
            assertTrue(verifies(algorithm, pair, signed(algorithm, handle)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA256withECDSA", "Ed25519"})
    void theSameObjectSignsOneMessageAfterTheOther(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(key(algorithm).orElseThrow());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(handle(pair));
        assertEquals(OURS, signature.getProvider());
        for (int i = 0; i < 3; i++) {
            signature.update(ByteBuffer.wrap(MESSAGE));
            assertTrue(verifies(algorithm, pair, signature.sign()));
        }
        readable().deleteEntry(ALIAS);
        SignatureException refused = assertThrows(SignatureException.class, () -> signature.update(MESSAGE));
        assertTrue(refused.getMessage().contains("'web' is gone"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void parametersOfPssCountBeforeAndAfterTheKey(boolean isBefore) throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        PrivateKey handle = handle(pair);
        Signature signature =
                isBefore ? Signature.getInstance("RSASSA-PSS", OURS) : Signature.getInstance("RSASSA-PSS");
        if (isBefore) {
            setPss("RSASSA-PSS", signature);
        }
        signature.initSign(handle);
        if (!isBefore) {
            setPss("RSASSA-PSS", signature);
        }
        signature.update(MESSAGE);
        assertTrue(verifies("RSASSA-PSS", pair, signature.sign()));
        signature.update(MESSAGE);
        assertTrue(verifies("RSASSA-PSS", pair, signature.sign()), "the parameters do not count for a second message");
        assertEquals("RSASSA-PSS", signature.getParameters().getAlgorithm());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC/secp384r1", "EC/secp521r1", "RSASSA-PSS/SHA-384"})
    void otherKeysOfTheSameAlgorithmsSign(String name) throws Exception {
        String algorithm = name.startsWith("EC") ? "SHA384withECDSA" : "RSASSA-PSS";
        KeyPair pair = TestKeys.pair(name);
        assertTrue(verifies(algorithm, pair, signed(algorithm, handle(pair))));
    }

    @Test
    void aKeyOfAnotherAlgorithmIsNotOfferedToUs() throws Exception {
        PrivateKey handle = handle(TestKeys.pair("EC/secp256r1"));
        assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withRSA").initSign(handle));
        PrivateKey readable = TestKeys.pair("RSA").getPrivate();
        InvalidKeyException refused = assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withECDSA", OURS).initSign(readable));
        assertTrue(refused.getMessage().contains("name no provider"), refused.getMessage());
    }
}
