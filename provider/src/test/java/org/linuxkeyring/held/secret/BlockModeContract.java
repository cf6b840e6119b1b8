package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SealedObject;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AES/CBC and AES/CTR by keys that are held. */
interface BlockModeContract extends SecretKeys {
    String CBC = "AES/CBC/NoPadding";
    String PADDED = "AES/CBC/PKCS5Padding";
    String CTR = "AES/CTR/NoPadding";
    int ENCRYPT = Cipher.ENCRYPT_MODE;
    int DECRYPT = Cipher.DECRYPT_MODE;
    byte[] KEY = HexFormat.of().parseHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    IvParameterSpec IV = new IvParameterSpec(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    private HeldSecretKey key() {
        return hold("AES", KEY);
    }

    /** NIST SP 800-38A, appendix F.2 and F.5. */
    @ParameterizedTest
    @CsvSource({
        CBC + ", 2b7e151628aed2a6abf7158809cf4f3c, 000102030405060708090a0b0c0d0e0f, 7649abac8119b246cee98e9b12e9197d"
                + "5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7",
        CBC + ", 8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b, 000102030405060708090a0b0c0d0e0f,"
                + " 4f021db243bc633d7178183a9fa071e8"
                + "b4d9ada9ad7dedf4e5e738763f69145a571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd",
        CBC + ", 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4, 000102030405060708090a0b0c0d0e0f,"
                + " f58c4c04d6e5f1ba779eabfb5f7bfbd6"
                + "9cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
        CTR + ", 2b7e151628aed2a6abf7158809cf4f3c, f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff, 874d6191b620e3261bef6864990db6ce"
                + "9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
        CTR + ", 8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b, f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff,"
                + " 1abc932417521ca24f2b0459fe7e6e0b"
                + "090339ec0aa6faefd5ccc2c6f4ce8e941e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050",
        CTR + ", 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4, f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff,"
                + " 601ec313775789a5b7a7f504bbf3d228"
                + "f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
    })
    default void itGivesNistsVectors(String transformation, String key, String iv, String expected) throws Exception {
        byte[] plain = HexFormat.of()
                .parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        HeldSecretKey held = hold("AES", HexFormat.of().parseHex(key));
        IvParameterSpec parameters = new IvParameterSpec(HexFormat.of().parseHex(iv));

        byte[] encrypted =
                Ciphers.held(transformation, ENCRYPT, held, parameters).doFinal(plain);

        assertEquals(expected, HexFormat.of().formatHex(encrypted));
        assertArrayEquals(
                plain, Ciphers.held(transformation, DECRYPT, held, parameters).doFinal(encrypted));
    }

    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void textInPiecesOfAnySizeIsTheJdksToo(String transformation) throws Exception {
        Random random = new Random(transformation.hashCode());
        HeldSecretKey held = key();
        for (int i = 0; i < 25; i++) {
            int unit = transformation.equals(CBC) ? 16 : 1;
            byte[] plain = Ciphers.bytes(random, unit * (i < 18 ? i : random.nextInt(70_000 / unit)));
            IvParameterSpec iv = new IvParameterSpec(Ciphers.bytes(random, 16));
            byte[] expected = Ciphers.sun(transformation, ENCRYPT, KEY, iv).doFinal(plain);

            assertArrayEquals(
                    expected,
                    Ciphers.inPieces(Ciphers.held(transformation, ENCRYPT, held, iv), plain, random),
                    () -> plain.length + " bytes encrypted");
            assertArrayEquals(
                    plain,
                    Ciphers.inPieces(Ciphers.held(transformation, DECRYPT, held, iv), expected, random),
                    () -> plain.length + " bytes decrypted");
        }
    }

    /** How much comes back from each call, and what an empty text is. */
    @ParameterizedTest
    @ValueSource(strings = {CBC, PADDED, CTR})
    default void eachCallGivesAsManyBytesAsTheJdks(String transformation) throws Exception {
        // The JDK's keeps back more of what may end with padding than it must.
        for (int mode : transformation.equals(PADDED) ? new int[] {ENCRYPT} : new int[] {ENCRYPT, DECRYPT}) {
            Cipher sun = Ciphers.sun(transformation, mode, KEY, IV);
            Cipher held = Ciphers.held(transformation, mode, key(), IV);
            for (int size : new int[] {1, 15, 16, 17, 31, 0, 32, 48}) {
                byte[] text = new byte[size];
                assertArrayEquals(sun.update(text), held.update(text), () -> "update of " + size);
            }
        }
        assertArrayEquals(
                Ciphers.sun(transformation, DECRYPT, KEY, IV).doFinal(),
                Ciphers.held(transformation, DECRYPT, key(), IV).doFinal());
        assertArrayEquals(
                Ciphers.sun(transformation, ENCRYPT, KEY, IV).doFinal(),
                Ciphers.held(transformation, ENCRYPT, key(), IV).doFinal());
    }

    @Test
    default void itAgreesWithBouncyCastle() throws Exception {
        byte[] plain = Ciphers.bytes(new Random(2), 64_000);
        ParametersWithIV parameters = new ParametersWithIV(new KeyParameter(KEY), IV.getIV());
        byte[] chained = new byte[plain.length];
        CBCBlockCipher cbc = (CBCBlockCipher) CBCBlockCipher.newInstance(AESEngine.newInstance());
        cbc.init(true, parameters);
        for (int i = 0; i < plain.length; i += 16) {
            cbc.processBlock(plain, i, chained, i);
        }
        byte[] counted = new byte[plain.length];
        SICBlockCipher ctr = (SICBlockCipher) SICBlockCipher.newInstance(AESEngine.newInstance());
        ctr.init(true, parameters);
        ctr.processBytes(plain, 0, plain.length, counted, 0);

        assertArrayEquals(chained, Ciphers.held(CBC, ENCRYPT, key(), IV).doFinal(plain));
        assertArrayEquals(counted, Ciphers.held(CTR, ENCRYPT, key(), IV).doFinal(plain));
    }

    /** The counter is the whole block (SP 800-38A, appendix B.1, with m = b). */
    @Test
    default void theCounterWrapsAround() throws Exception {
        byte[] full = new byte[16];
        Arrays.fill(full, (byte) 0xff);
        IvParameterSpec last = new IvParameterSpec(full);
        byte[] plain = new byte[100];

        assertArrayEquals(
                Ciphers.sun(CTR, ENCRYPT, KEY, last).doFinal(plain),
                Ciphers.inPieces(Ciphers.held(CTR, ENCRYPT, key(), last), plain, new Random(3)));
    }

    @Test
    default void badPaddingAndBrokenBlocksAreTheJdksExceptions() throws Exception {
        byte[] encrypted = Ciphers.sun(CBC, ENCRYPT, KEY, IV).doFinal(new byte[32]);
        Cipher decrypt = Ciphers.held(PADDED, DECRYPT, key(), IV);

        assertThrows(BadPaddingException.class, () -> decrypt.doFinal(encrypted));
        assertTells(
                "multiple of 16 when decrypting",
                assertThrows(IllegalBlockSizeException.class, () -> decrypt.doFinal(encrypted, 0, 31)));
        assertTells(
                "multiple of 16 without padding",
                assertThrows(
                        IllegalBlockSizeException.class,
                        () -> Ciphers.held(CBC, ENCRYPT, key(), IV).doFinal(new byte[17])));
    }

    private static void assertTells(String reason, Exception refused) {
        assertTrue(refused.getMessage().contains(reason), refused::getMessage);
    }

    @Test
    default void keysAndParametersThatDoNotFitAreRefused() {
        assertThrows(InvalidKeyException.class, () -> Ciphers.held(CBC, ENCRYPT, hold("HmacSHA256", KEY), IV));
        assertThrows(InvalidKeyException.class, () -> Ciphers.held(CBC, ENCRYPT, hold("AES", new byte[15]), IV));
        assertThrows(InvalidKeyException.class, () -> Ciphers.held(CBC, ENCRYPT, new SecretKeySpec(KEY, "AES"), IV));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> Ciphers.held(CBC, ENCRYPT, key(), new GCMParameterSpec(128, new byte[12])));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> Ciphers.held(CTR, ENCRYPT, key(), new IvParameterSpec(new byte[12])));
        assertThrows(
                IllegalStateException.class,
                () -> Ciphers.held(CBC, ENCRYPT, key(), IV).updateAAD(new byte[1]));
    }

    /** A key provisioned without Java has no name of an algorithm. */
    @Test
    default void aKeyWithoutAnAlgorithmsNameIsTakenForAes() throws Exception {
        byte[] encrypted = Ciphers.held(PADDED, ENCRYPT, hold("RAW", KEY), IV).doFinal(new byte[3]);

        assertArrayEquals(new byte[3], Ciphers.sun(PADDED, DECRYPT, KEY, IV).doFinal(encrypted));
    }

    @Test
    default void otherKeysAreWrappedAndUnwrapped() throws Exception {
        SecretKeySpec inner = new SecretKeySpec(new byte[] {1, 2, 3}, "HmacSHA256");
        byte[] wrapped = Ciphers.held(PADDED, Cipher.WRAP_MODE, key(), IV).wrap(inner);
        Cipher unwrap = Ciphers.held(PADDED, Cipher.UNWRAP_MODE, key(), IV);

        assertEquals(inner, unwrap.unwrap(wrapped, "HmacSHA256", Cipher.SECRET_KEY));
        wrapped[wrapped.length - 1] ^= 1;
        assertThrows(InvalidKeyException.class, () -> unwrap.unwrap(wrapped, "HmacSHA256", Cipher.SECRET_KEY));
        assertThrows(
                InvalidKeyException.class,
                () -> Ciphers.held(PADDED, Cipher.WRAP_MODE, key(), IV).wrap(key()));
    }

    @Test
    default void anObjectIsSealedAndOpened() throws Exception {
        Cipher encrypt = Ciphers.held(PADDED, ENCRYPT, key(), IV);
        SealedObject sealed = new SealedObject("text", encrypt);

        assertEquals("text", sealed.getObject(Ciphers.held(PADDED, DECRYPT, key(), IV)));
        assertEquals("text", sealed.getObject(new SecretKeySpec(KEY, "AES")));
    }

    @Test
    default void aCipherThatWasNeverInitialisedHasNoIv() throws Exception {
        assertNull(Cipher.getInstance(CBC, PROVIDER).getIV());
        assertNull(Cipher.getInstance(CBC, PROVIDER).getParameters());
    }
}
