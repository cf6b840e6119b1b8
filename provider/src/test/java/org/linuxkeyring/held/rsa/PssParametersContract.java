package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;
import static org.linuxkeyring.held.rsa.SignatureContract.sign;
import static org.linuxkeyring.held.rsa.SignatureContract.signer;
import static org.linuxkeyring.held.rsa.SignatureContract.verifies;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.Outcomes;

/** The parameters of RSASSA-PSS, which are taken and refused as the JDK's signature does it. */
abstract class PssParametersContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();

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
