package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.Outcomes;

/** Signatures by keys that the kernel holds, against those of the JDK's provider and of Bouncy Castle. */
abstract class SignatureContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final List<String> DIGESTS =
            Stream.of(DigestAlgorithm.values()).map(DigestAlgorithm::shortName).toList();

    private static Signature signer(String algorithm, PrivateKey key) throws Exception {
        Signature signer = Signature.getInstance(algorithm, OURS);
        signer.initSign(key);
        return signer;
    }

    private static byte[] sign(Signature signer) throws SignatureException {
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static byte[] signInSoftware(String algorithm, KeyPair pair) throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        return sign(signer);
    }

    private static boolean verifies(
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
    void aMessageTooLongForNoneWithRsaIsRefusedAndForgotten() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        Signature signer = signer("NONEwithRSA", keys().held(pair));
        signer.update(new byte[118]);
        assertThrows(SignatureException.class, signer::sign);
        assertArrayEquals(signInSoftware("NONEwithRSA", pair), sign(signer));
        signer.update(new byte[117]);
        assertEquals(128, signer.sign().length);
    }

    /** Each a use, made with the JDK's signature and with ours, that has to end in the same way. */
    static Stream<Use> usesOfPss() {
        PSSParameterSpec sha256 = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
        return Stream.of(
                new Use("sign without parameters", signer -> {
                    signer.update(MESSAGE);
                    return signer.sign();
                }),
                new Use("sign a byte without parameters", signer -> {
                    signer.update((byte) 1);
                    return signer.sign();
                }),
                new Use("sign nothing without parameters", Signature::sign),
                new Use("no parameters", signer -> set(signer, null)),
                new Use("others' parameters", signer -> set(signer, MGF1ParameterSpec.SHA1)),
                new Use(
                        "another mask function",
                        signer -> set(signer, new PSSParameterSpec("SHA-1", "MGF2", null, 0, 1))),
                new Use(
                        "another trailer",
                        signer -> set(signer, new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 0, 2))),
                new Use(
                        "a salt too long for the key",
                        signer ->
                                set(signer, new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 63, 1))),
                new Use(
                        "the longest salt",
                        signer ->
                                set(signer, new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 62, 1))),
                new Use("parameters in the midst", signer -> {
                    signer.setParameter(sha256);
                    signer.update(MESSAGE);
                    signer.setParameter(PSSParameterSpec.DEFAULT);
                    return null;
                }),
                new Use("no parameters to get", Signature::getParameters),
                new Use("parameters to get", signer -> {
                    signer.setParameter(sha256);
                    return signer.getParameters().getEncoded();
                }));
    }

    private static Object set(Signature signer, AlgorithmParameterSpec parameters) throws Exception {
        signer.setParameter(parameters);
        return sign(signer).length;
    }

    record Use(String name, Attempt attempt) {
        String outcome(Signature signer) {
            return Outcomes.of(() -> attempt.with(signer));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    interface Attempt {
        Object with(Signature signer) throws Exception;
    }

    @ParameterizedTest
    @MethodSource("usesOfPss")
    void pssEndsAsTheJdksDoes(Use use) throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        Signature jdks = Signature.getInstance("RSASSA-PSS");
        jdks.initSign(pair.getPrivate());
        assertEquals(use.outcome(jdks), use.outcome(signer("RSASSA-PSS", keys().held(pair))));
    }

    @Test
    void aBufferWithoutParametersIsRefusedWithTheReason() throws Exception {
        Signature signer = signer("RSASSA-PSS", keys().held(RsaPairs.ofBits(1024)));
        ByteBuffer buffer = ByteBuffer.wrap(MESSAGE);
        String message = assertThrows(IllegalStateException.class, () -> signer.update(buffer))
                .getMessage();
        assertTrue(message.contains("Parameters required"), message);
    }

    @Test
    void withoutParametersOfTheMaskItsHashFunctionIsThatOfTheMessage() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        PSSParameterSpec brief = new PSSParameterSpec("SHA-384", "MGF1", null, 32, 1);
        Signature signer = signer("RSASSA-PSS", keys().held(pair));
        signer.setParameter(brief);
        PSSParameterSpec whole = new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 32, 1);
        assertTrue(verifies("RSASSA-PSS", pair, whole, null, sign(signer)));
    }

    @Test
    void anUnknownHashFunctionIsRefusedByItsName() throws Exception {
        Signature signer = signer("RSASSA-PSS", keys().held(RsaPairs.ofBits(1024)));
        String message = assertThrows(
                        InvalidAlgorithmParameterException.class,
                        () -> signer.setParameter(new PSSParameterSpec("SHA-0", "MGF1", null, 32, 1)))
                .getMessage();
        assertTrue(message.contains("SHA-0"), message);
    }

    @Test
    void theSaltComesFromTheSourceOfRandomnessThatIsGiven() throws Exception {
        HeldRsaKey held = keys().held(RsaPairs.ofBits(1024));
        Signature signer = Signature.getInstance("SHA256withRSAandMGF1", OURS);
        List<byte[]> signatures = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(1);
            signer.initSign(held, random);
            signatures.add(sign(signer));
        }
        assertArrayEquals(signatures.get(0), signatures.get(1));
        signer.initSign(held);
        assertFalse(Arrays.equals(signatures.get(0), sign(signer)));
    }

    @Test
    void aKeyTooSmallForParametersSetBeforeIsRefusedAsByTheJdk() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        PSSParameterSpec large = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
        Signature jdks = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        jdks.setParameter(large);
        Signature ours = Signature.getInstance("RSASSA-PSS", OURS);
        ours.setParameter(large);
        HeldRsaKey held = keys().held(pair);
        assertEquals(
                Outcomes.of(() -> {
                    jdks.initSign(pair.getPrivate());
                    return null;
                }),
                Outcomes.of(() -> {
                    ours.initSign(held);
                    return null;
                }));
    }

    @Test
    void aMessageIsNotSignedByAFixedHashFunctionsNameWithAnother() throws Exception {
        Signature signer = signer("SHA256withRSAandMGF1", keys().held(RsaPairs.ofBits(1024)));
        assertThrows(InvalidAlgorithmParameterException.class, () -> signer.setParameter(PSSParameterSpec.DEFAULT));
        signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 20, 1));
    }
}
