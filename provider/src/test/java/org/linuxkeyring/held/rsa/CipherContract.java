package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.Outcomes;

/** Decryption by keys that the kernel holds, of what the JDK's provider and Bouncy Castle encrypt. */
abstract class CipherContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final Provider JDKS = Security.getProvider("SunJCE");
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final String PKCS1 = "RSA/ECB/PKCS1Padding";
    private static final String OAEP = "RSA/ECB/OAEPPadding";
    private static final String NONE = "RSA/ECB/NoPadding";

    private static byte[] encrypted(
            Provider by, String transformation, KeyPair pair, AlgorithmParameterSpec parameters, byte[] content)
            throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, by);
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), parameters);
        return cipher.doFinal(content);
    }

    private static Cipher decrypting(String transformation, HeldRsaKey held) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, OURS);
        cipher.init(Cipher.DECRYPT_MODE, held);
        return cipher;
    }

    private static Cipher jdksDecrypting(String transformation, KeyPair pair) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, JDKS);
        cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
        return cipher;
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2048, 3072, 4096})
    void whatTheJdkAndBouncyCastleEncryptIsDecrypted(int bits) throws Exception {
        KeyPair pair = RsaPairs.ofBits(bits);
        HeldRsaKey held = keys().held(pair);
        assertArrayEquals(MESSAGE, decrypting("RSA", held).doFinal(encrypted(JDKS, PKCS1, pair, null, MESSAGE)));
        for (String transformation : List.of(PKCS1, OAEP, "RSA/ECB/OAEPWithSHA1AndMGF1Padding")) {
            for (Provider by : List.of(JDKS, BOUNCY_CASTLE)) {
                byte[] encrypted = encrypted(by, transformation, pair, null, MESSAGE);
                assertArrayEquals(MESSAGE, decrypting(transformation, held).doFinal(encrypted), transformation);
            }
        }
    }

    /**
     * Without parameters these names mean MGF1 with SHA-1 to the JDK; Bouncy Castle masks by the same function as it
     * hashes.
     */
    @Test
    void oaepByNameIsThatOfTheJdk() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2048);
        HeldRsaKey held = keys().held(pair);
        for (String digest : List.of("MD5", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256")) {
            String transformation = "RSA/ECB/OAEPWith" + digest + "AndMGF1Padding";
            Cipher cipher = decrypting(transformation, held);
            assertArrayEquals(
                    MESSAGE, cipher.doFinal(encrypted(JDKS, transformation, pair, null, MESSAGE)), transformation);
            OAEPParameterSpec spec = cipher.getParameters().getParameterSpec(OAEPParameterSpec.class);
            assertEquals("SHA-1", ((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm());
        }
    }

    @Test
    void oaepTakesParameters() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2048);
        HeldRsaKey held = keys().held(pair);
        OAEPParameterSpec spec = new OAEPParameterSpec(
                "SHA-512", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(new byte[] {1, 2, 3}));
        AlgorithmParameters encoded = AlgorithmParameters.getInstance("OAEP");
        encoded.init(spec);
        for (Provider by : List.of(JDKS, BOUNCY_CASTLE)) {
            byte[] encrypted = encrypted(by, OAEP, pair, spec, MESSAGE);
            Cipher cipher = Cipher.getInstance(OAEP, OURS);
            cipher.init(Cipher.DECRYPT_MODE, held, spec);
            assertArrayEquals(MESSAGE, cipher.doFinal(encrypted));
            Cipher another = Cipher.getInstance(OAEP, OURS);
            another.init(Cipher.DECRYPT_MODE, held, encoded);
            assertArrayEquals(MESSAGE, another.doFinal(encrypted));
        }
        Cipher cipher = Cipher.getInstance(OAEP, OURS);
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> cipher.init(Cipher.DECRYPT_MODE, held, new IvParameterSpec(new byte[16])));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> cipher.init(
                        Cipher.DECRYPT_MODE, held, new OAEPParameterSpec("SHA-1", "MGF2", null, spec.getPSource())));
    }

    @Test
    void withoutPaddingTheWholeBlockIsTheAnswer() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        byte[] block = new byte[128];
        block[127] = 5;
        byte[] encrypted = encrypted(JDKS, NONE, pair, null, block);
        Cipher cipher = decrypting(NONE, keys().held(pair));
        assertArrayEquals(block, cipher.doFinal(encrypted));
        BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
        for (BigInteger special :
                List.of(BigInteger.ZERO, BigInteger.ONE, modulus.subtract(BigInteger.ONE), BigInteger.valueOf(256))) {
            byte[] input = special.toByteArray();
            byte[] unsigned = Arrays.copyOfRange(input, input.length > 128 ? 1 : 0, input.length);
            assertArrayEquals(
                    jdksDecrypting(NONE, pair).doFinal(unsigned), cipher.doFinal(unsigned), special::toString);
        }
    }

    @Test
    void inputOfAWrongSizeEndsAsInTheJdkAndLeavesTheCipherReady() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        byte[] right = encrypted(JDKS, PKCS1, pair, null, MESSAGE);
        Cipher ours = decrypting(PKCS1, keys().held(pair));
        byte[] larger = new byte[128];
        Arrays.fill(larger, (byte) 0xff);
        byte[] modulus = Arrays.copyOfRange(
                ((RSAPublicKey) pair.getPublic()).getModulus().toByteArray(), 1, 129);
        for (byte[] input : List.of(new byte[129], larger, modulus, new byte[0], new byte[] {1, 2, 3})) {
            // A new one each time: the JDK's stays unusable after an input that was too long.
            Cipher jdks = jdksDecrypting(PKCS1, pair);
            assertEquals(Outcomes.of(() -> jdks.doFinal(input)), Outcomes.of(() -> ours.doFinal(input)));
            assertArrayEquals(MESSAGE, ours.doFinal(right));
        }
        assertThrows(ShortBufferException.class, () -> ours.doFinal(right, 0, 128, new byte[127]));
        byte[] output = new byte[130];
        assertThrows(ShortBufferException.class, () -> ours.doFinal(right, 0, 128, output, 3));
        assertEquals(0, ours.update(right, 0, 100).length);
        assertEquals(MESSAGE.length, ours.doFinal(right, 100, 28, output, 2));
        assertArrayEquals(MESSAGE, Arrays.copyOfRange(output, 2, 2 + MESSAGE.length));
    }

    @Test
    void piecesThatAreTooLongTogetherAreRefusedAndForgotten() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        byte[] right = encrypted(JDKS, PKCS1, pair, null, MESSAGE);
        Cipher cipher = decrypting(PKCS1, keys().held(pair));
        cipher.update(right);
        cipher.update(right, 0, 100);
        assertThrows(IllegalBlockSizeException.class, cipher::doFinal);
        cipher.update(right);
        assertArrayEquals(MESSAGE, cipher.doFinal());
    }

    @Test
    void initialisationForgetsInputThatWasNotFinished() throws Exception {
        KeyPair pair = RsaPairs.ofBits(1024);
        HeldRsaKey held = keys().held(pair);
        Cipher cipher = decrypting(PKCS1, held);
        cipher.update(new byte[] {1, 2, 3});
        cipher.init(Cipher.DECRYPT_MODE, held);
        assertArrayEquals(MESSAGE, cipher.doFinal(encrypted(JDKS, PKCS1, pair, null, MESSAGE)));
    }

    @Test
    void wrappedKeysAreUnwrapped() throws Exception {
        KeyPair pair = RsaPairs.ofBits(4096);
        HeldRsaKey held = keys().held(pair);
        SecretKeySpec secret =
                new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");
        Cipher unwrapping = Cipher.getInstance(OAEP, OURS);
        unwrapping.init(Cipher.UNWRAP_MODE, held);
        assertEquals(secret, unwrapping.unwrap(wrapped(pair, secret), "AES", Cipher.SECRET_KEY));
        Key publicKey = RsaPairs.ofBits(1024).getPublic();
        assertEquals(publicKey, unwrapping.unwrap(wrapped(pair, publicKey), "RSA", Cipher.PUBLIC_KEY));
        assertThrows(
                InvalidKeyException.class, () -> unwrapping.unwrap(wrapped(pair, secret), "RSA", Cipher.PRIVATE_KEY));
        assertThrows(InvalidKeyException.class, () -> unwrapping.unwrap(new byte[512], "AES", Cipher.SECRET_KEY));
        assertThrows(InvalidKeyException.class, () -> unwrapping.unwrap(new byte[513], "AES", Cipher.SECRET_KEY));
    }

    private static byte[] wrapped(KeyPair pair, Key key) throws Exception {
        Cipher wrapping = Cipher.getInstance(OAEP, JDKS);
        wrapping.init(Cipher.WRAP_MODE, pair.getPublic());
        return wrapping.wrap(key);
    }

    @Test
    void encryptingIsLeftToThePublicKey() throws Exception {
        HeldRsaKey held = keys().held(RsaPairs.ofBits(1024));
        Cipher cipher = Cipher.getInstance(PKCS1, OURS);
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
            String message = assertThrows(InvalidKeyException.class, () -> cipher.init(mode, held))
                    .getMessage();
            assertTrue(message.contains("public key"), message);
        }
    }

    /** JSSE first unwraps the premaster secret with parameters of a class of this name, and, refused, decrypts it. */
    @Test
    void parametersForATlsPremasterSecretAreRefusedAsJsseExpects() throws Exception {
        record TlsRsaPremasterSecretParameterSpec() implements AlgorithmParameterSpec {}
        HeldRsaKey held = keys().held(RsaPairs.ofBits(1024));
        Cipher cipher = Cipher.getInstance(PKCS1, OURS);
        assertThrows(
                UnsupportedOperationException.class,
                () -> cipher.init(Cipher.UNWRAP_MODE, held, new TlsRsaPremasterSecretParameterSpec()));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> cipher.init(Cipher.DECRYPT_MODE, held, new IvParameterSpec(new byte[16])));
    }

    @Test
    void aCipherTellsWhatItIs() throws Exception {
        Cipher cipher = decrypting(PKCS1, keys().held(RsaPairs.ofBits(2047)));
        assertEquals(0, cipher.getBlockSize());
        assertEquals(256, cipher.getOutputSize(1));
        assertNull(cipher.getIV());
        assertNull(cipher.getParameters());
    }

    /** A Cipher asks for it where the JVM's policy limits the strength of cryptography. */
    @Test
    void theSizeOfAKeyIsThatOfItsModulus() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2047);
        assertEquals(2047, new RsaCipher().engineGetKeySize(keys().held(pair)));
        assertThrows(
                InvalidKeyException.class,
                () -> new RsaCipher().engineGetKeySize(new SecretKeySpec(new byte[16], "AES")));
    }

    @Test
    void otherModesAndPaddingsThereAreNone() {
        assertThrows(NoSuchAlgorithmException.class, () -> Cipher.getInstance("RSA/CBC/PKCS1Padding", OURS));
        assertThrows(NoSuchPaddingException.class, () -> Cipher.getInstance("RSA/ECB/PKCS5Padding", OURS));
        assertThrows(
                NoSuchPaddingException.class, () -> Cipher.getInstance("RSA/ECB/OAEPWithNoneAndMGF1Padding", OURS));
    }

    @Test
    void aKeyTooSmallForOaepIsRefused() throws Exception {
        HeldRsaKey held = keys().held(RsaPairs.ofBits(1024));
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-512AndMGF1Padding", OURS);
        assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.DECRYPT_MODE, held));
    }
}
