package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;

/** Signatures by keys that the kernel holds, against those of the JDK's provider and of Bouncy Castle. */
abstract class SignatureContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final List<String> DIGESTS =
            Stream.of(DigestAlgorithm.values()).map(DigestAlgorithm::shortName).toList();

    static Signature signer(String algorithm, PrivateKey key) throws Exception {
        Signature signer = Signature.getInstance(algorithm, OURS);
        signer.initSign(key);
        return signer;
    }

    static byte[] sign(Signature signer) throws SignatureException {
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static byte[] signInSoftware(String algorithm, KeyPair pair) throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        return sign(signer);
    }

    static boolean verifies(
            String algorithm, KeyPair pair, AlgorithmParameterSpec parameters, Provider by, byte[] signature)
            throws Exception {
        Signature verifier = by == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, by);
        verifier.initVerify(pair.getPublic());
        if (parameters != null) {
            verifier.setParameter(parameters);
        }
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2048, 3072, 4096})
    void pkcs1SignaturesAreByteForByteThoseOfTheJdk(int bits) throws Exception {
        KeyPair pair = RsaPairs.ofBits(bits);
        HeldRsaKey held = keys().held(pair);
        for (String digest : DIGESTS) {
            String algorithm = digest + "withRSA";
            assertArrayEquals(signInSoftware(algorithm, pair), sign(signer(algorithm, held)), algorithm);
        }
        assertArrayEquals(signInSoftware("NONEwithRSA", pair), sign(signer("NONEwithRSA", held)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2048, 3072, 4096})
    void pssSignaturesOfAllSizesAreVerifiedByTheJdkAndByBouncyCastle(int bits) throws Exception {
        KeyPair pair = RsaPairs.ofBits(bits);
        assertPss(pair, keys().held(pair), new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }

    static Stream<PSSParameterSpec> parameterSets() {
        Stream<PSSParameterSpec> digests = Stream.of(DigestAlgorithm.values())
                .map(DigestAlgorithm::standardName)
                .flatMap(name -> Stream.of(0, 20, 64)
                        .map(salt -> new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1)));
        return Stream.concat(
                digests,
                Stream.of(
                        PSSParameterSpec.DEFAULT,
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1),
                        new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA256, 190, 1),
                        new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA512, 7, 1)));
    }

    @Test
    void allPssParametersThatTheJdkTakesAreTaken() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2048);
        HeldRsaKey held = keys().held(pair);
        for (PSSParameterSpec parameters : parameterSets().toList()) {
            assertPss(pair, held, parameters);
        }
    }

    private static void assertPss(KeyPair pair, HeldRsaKey held, PSSParameterSpec parameters) throws Exception {
        Signature signer = signer("RSASSA-PSS", held);
        signer.setParameter(parameters);
        byte[] signature = sign(signer);
        assertTrue(verifies("RSASSA-PSS", pair, parameters, null, signature), parameters::toString);
        if (isKnownToBouncyCastle(parameters)) {
            assertTrue(verifies("RSASSA-PSS", pair, parameters, BOUNCY_CASTLE, signature), parameters::toString);
        }
        assertEquals(
                parameters.getSaltLength(),
                signer.getParameters().getParameterSpec(PSSParameterSpec.class).getSaltLength());
    }

    /** It wants one function for hash and mask, and not SHA-512 cut short. */
    private static boolean isKnownToBouncyCastle(PSSParameterSpec parameters) {
        String digest = parameters.getDigestAlgorithm();
        String maskDigest = ((MGF1ParameterSpec) parameters.getMGFParameters()).getDigestAlgorithm();
        return digest.equals(maskDigest) && !digest.contains("/");
    }

    @Test
    void bouncyCastlesNamesImplyTheParameters() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2048);
        HeldRsaKey held = keys().held(pair);
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            String name = digest.shortName().replaceFirst("/(.*)", "($1)") + "withRSAandMGF1";
            byte[] signature = sign(signer(name, held));
            assertTrue(verifies(name, pair, null, BOUNCY_CASTLE, signature), name);
        }
    }

    @Test
    void objectIdentifiersNameTheAlgorithms() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        assertArrayEquals(
                signInSoftware("SHA256withRSA", pair), sign(signer("1.2.840.113549.1.1.11", keys().held(pair))));
    }

    @Test
    void aSignerIsReadyForTheNextMessageAndForgetsAnUnfinishedOne() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        HeldRsaKey held = keys().held(pair);
        for (String algorithm : List.of("SHA256withRSA", "NONEwithRSA", "SHA256withRSAandMGF1")) {
            Signature signer = signer(algorithm, held);
            sign(signer);
            byte[] second = new byte[200];
            signer.update(ByteBuffer.wrap(MESSAGE));
            int length = signer.sign(second, 10, 128);
            assertEquals(128, length);
            signer.update((byte) 1);
            signer.initSign(held);
            signer.update(MESSAGE, 0, 5);
            signer.update(MESSAGE[5]);
            signer.update(MESSAGE, 6, MESSAGE.length - 6);
            byte[] third = signer.sign();
            byte[] secondAlone = Arrays.copyOfRange(second, 10, 138);
            Provider verifier = algorithm.contains("MGF1") ? BOUNCY_CASTLE : null;
            assertTrue(verifies(algorithm, pair, null, verifier, secondAlone), algorithm);
            assertTrue(verifies(algorithm, pair, null, verifier, third), algorithm);
        }
    }

    @Test
    void pkcs1SignaturesTakeNoParameters() throws Exception {
        Signature signer = signer("SHA256withRSA", keys().held(RsaPairs.ofBits(1024)));
        signer.setParameter(null);
        assertNull(signer.getParameters());
        assertThrows(InvalidAlgorithmParameterException.class, () -> signer.setParameter(PSSParameterSpec.DEFAULT));
    }

    /** {@code java.security.Signature} calls the other method of this name alone. */
    @Test
    void aSignerMayBeInitialisedWithoutARandomSource() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        Pkcs1Signature signer = new Pkcs1Signature(DigestAlgorithm.SHA_256);
        signer.engineInitSign(keys().held(pair));
        signer.engineUpdate(MESSAGE, 0, MESSAGE.length);
        assertArrayEquals(signInSoftware("SHA256withRSA", pair), signer.engineSign());
    }

    @Test
    void aMessageTooLongForNoneWithRsaIsRefusedAndForgotten() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        Signature signer = signer("NONEwithRSA", keys().held(pair));
        signer.update(new byte[118]);
        assertThrows(SignatureException.class, signer::sign);
        assertArrayEquals(signInSoftware("NONEwithRSA", pair), sign(signer));
        signer.update(new byte[117]);
        assertEquals(128, signer.sign().length);
    }
}
