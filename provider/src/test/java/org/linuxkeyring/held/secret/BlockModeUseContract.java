package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.held.secret.BlockModeContract.CBC;
import static org.linuxkeyring.held.secret.BlockModeContract.CTR;
import static org.linuxkeyring.held.secret.BlockModeContract.DECRYPT;
import static org.linuxkeyring.held.secret.BlockModeContract.ENCRYPT;
import static org.linuxkeyring.held.secret.BlockModeContract.IV;
import static org.linuxkeyring.held.secret.BlockModeContract.KEY;
import static org.linuxkeyring.held.secret.BlockModeContract.PADDED;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How ciphers of AES/CBC and AES/CTR are used: arrays, buffers, sizes and parameters. */
interface BlockModeUseContract extends SecretKeys {
    private HeldSecretKey key() {
        return hold("AES", KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void textMayBeReplacedInItsOwnArray(String transformation) throws Exception {
        byte[] plain = Ciphers.bytes(new Random(4), 70_000 - 70_000 % 16);
        byte[] expected = Ciphers.sun(transformation, ENCRYPT, KEY, IV).doFinal(plain);
        byte[] text = Arrays.copyOf(plain, plain.length + 32);

        Cipher cipher = Ciphers.held(transformation, ENCRYPT, key(), IV);
        int size = cipher.update(text, 0, 33, text, 0);
        size += cipher.doFinal(text, 33, plain.length - 33, text, size);

        assertArrayEquals(expected, Arrays.copyOf(text, size));
    }

    /** What is written must not be read as more of the text, although it overtakes that in the array. */
    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void textMayBeReplacedFurtherOnInItsOwnArray(String transformation) throws Exception {
        byte[] plain = Ciphers.bytes(new Random(8), 80_000);
        byte[] expected = Ciphers.sun(transformation, ENCRYPT, KEY, IV).doFinal(plain);
        byte[] text = Arrays.copyOf(plain, plain.length + 100);

        int size = Ciphers.held(transformation, ENCRYPT, key(), IV).doFinal(text, 0, plain.length, text, 50);
        assertArrayEquals(expected, Arrays.copyOfRange(text, 50, 50 + size));

        Cipher inTwoSteps = Ciphers.held(transformation, ENCRYPT, key(), IV);
        System.arraycopy(plain, 0, text, 0, plain.length);
        size = inTwoSteps.update(text, 0, plain.length, text, 50);
        size += inTwoSteps.doFinal(text, 50 + size);
        assertArrayEquals(expected, Arrays.copyOfRange(text, 50, 50 + size));
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void textMayComeByteForByteInArraysOfItsOwn(String transformation) throws Exception {
        byte[] plain = Ciphers.bytes(new Random(9), 64);
        Cipher cipher = Ciphers.held(transformation, ENCRYPT, key(), IV);
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        for (byte octet : plain) {
            encrypted.writeBytes(cipher.update(new byte[] {octet}));
        }
        encrypted.writeBytes(cipher.doFinal());

        assertArrayEquals(Ciphers.sun(transformation, ENCRYPT, KEY, IV).doFinal(plain), encrypted.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void theSizeToExpectIsTheJdks(String transformation) throws Exception {
        Cipher cipher = Ciphers.held(transformation, ENCRYPT, key(), IV);
        Cipher sun = Ciphers.sun(transformation, ENCRYPT, KEY, IV);
        for (int size : new int[] {0, 1, 15, 16, 17, 100}) {
            assertEquals(sun.getOutputSize(size), cipher.getOutputSize(size));
        }
        assertEquals(16, cipher.getBlockSize());
        cipher.update(new byte[21]);
        sun.update(new byte[21]);
        if (!transformation.equals(CTR)) {
            assertEquals(sun.getOutputSize(11), cipher.getOutputSize(11));
        }
        cipher.doFinal(new byte[11]);
        sun.doFinal(new byte[11]);
        for (int size : new int[] {0, 1, 15, 16, 17, 100}) {
            assertEquals(sun.getOutputSize(size), cipher.getOutputSize(size));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void parametersMayBeThoseThatAnotherCipherTells(String transformation) throws Exception {
        Cipher encrypt = Cipher.getInstance(transformation, PROVIDER);
        encrypt.init(ENCRYPT, key(), (AlgorithmParameters) null);
        Cipher decrypt = Cipher.getInstance(transformation, PROVIDER);
        decrypt.init(DECRYPT, key(), encrypt.getParameters());

        assertArrayEquals(new byte[32], decrypt.doFinal(encrypt.doFinal(new byte[32])));
        AlgorithmParameters others = AlgorithmParameters.getInstance("GCM");
        others.init(new GCMParameterSpec(128, new byte[12]));
        assertThrows(InvalidAlgorithmParameterException.class, () -> decrypt.init(DECRYPT, key(), others));
    }

    @Test
    default void anIvThatIsMadeUpComesFromTheSourceOfRandomnessThatIsGiven() throws Exception {
        Cipher cipher = Cipher.getInstance(PADDED, PROVIDER);
        cipher.init(ENCRYPT, key(), seeded());
        byte[] expected = new byte[16];
        seeded().nextBytes(expected);
        assertArrayEquals(expected, cipher.getIV());
        cipher.init(ENCRYPT, key());
        assertFalse(Arrays.equals(expected, cipher.getIV()));
    }

    private static SecureRandom seeded() throws Exception {
        SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
        random.setSeed(1);
        return random;
    }

    @Test
    default void buffersAreReadAndWrittenFromTheirPositions() throws Exception {
        byte[] plain = Ciphers.bytes(new Random(5), 20_000);
        ByteBuffer input = ByteBuffer.allocateDirect(plain.length).put(plain).flip();
        ByteBuffer output = ByteBuffer.allocateDirect(plain.length + 16);

        int size = Ciphers.held(PADDED, ENCRYPT, key(), IV).doFinal(input, output);

        byte[] encrypted = new byte[size];
        output.flip().get(encrypted);
        assertArrayEquals(plain, Ciphers.sun(PADDED, DECRYPT, KEY, IV).doFinal(encrypted));
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void aCipherBeginsAnewAfterDoFinal(String transformation) throws Exception {
        byte[] plain = new byte[32];
        Cipher cipher = Ciphers.held(transformation, ENCRYPT, key(), IV);

        assertArrayEquals(cipher.doFinal(plain), cipher.doFinal(plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {PADDED, CTR})
    default void withoutParametersAnIvIsMadeUpAndTold(String transformation) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, PROVIDER);
        cipher.init(ENCRYPT, key());
        byte[] encrypted = cipher.doFinal(new byte[20]);

        Cipher sun = Cipher.getInstance(transformation, "SunJCE");
        sun.init(DECRYPT, new SecretKeySpec(KEY, "AES"), cipher.getParameters());

        assertArrayEquals(new byte[20], sun.doFinal(encrypted));
        assertArrayEquals(sun.getIV(), cipher.getIV());
        assertThrows(InvalidKeyException.class, () -> cipher.init(DECRYPT, key()));
    }

    @Test
    default void anOutputThatIsTooShortIsRefusedWithNothingDone() throws Exception {
        byte[] plain = Ciphers.bytes(new Random(6), 40);
        byte[] encrypted = Ciphers.sun(PADDED, ENCRYPT, KEY, IV).doFinal(plain);
        Cipher encrypt = Ciphers.held(PADDED, ENCRYPT, key(), IV);
        Cipher decrypt = Ciphers.held(PADDED, DECRYPT, key(), IV);
        byte[] exact = new byte[40];

        for (String withoutPadding : List.of(CBC, CTR)) {
            Cipher cipher = Ciphers.held(withoutPadding, ENCRYPT, key(), IV);
            assertThrows(ShortBufferException.class, () -> cipher.doFinal(plain, 0, 32, new byte[31], 0));
            assertArrayEquals(
                    Ciphers.sun(withoutPadding, ENCRYPT, KEY, IV).doFinal(plain, 0, 32), cipher.doFinal(plain, 0, 32));
        }
        assertThrows(ShortBufferException.class, () -> encrypt.doFinal(plain, 0, 40, new byte[47], 0));
        assertThrows(ShortBufferException.class, () -> encrypt.update(plain, 0, 40, new byte[31], 0));
        assertThrows(ShortBufferException.class, () -> decrypt.doFinal(encrypted, 0, 48, new byte[39], 0));
        assertEquals(40, decrypt.doFinal(encrypted, 0, 48, exact, 0));

        assertArrayEquals(plain, exact);
        assertArrayEquals(encrypted, encrypt.doFinal(plain));
    }
}
