package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SealedObject;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AES/GCM by keys that are held. */
interface GcmContract extends SecretKeys {
    String GCM = "AES/GCM/NoPadding";
    int ENCRYPT = Cipher.ENCRYPT_MODE;
    int DECRYPT = Cipher.DECRYPT_MODE;
    byte[] KEY = HexFormat.of().parseHex("feffe9928665731c6d6a8f9467308308");
    GCMParameterSpec IV = parameters(128, 1);

    private static GCMParameterSpec parameters(int tagBits, int iv) {
        byte[] bytes = new byte[12];
        bytes[0] = (byte) iv;
        return new GCMParameterSpec(tagBits, bytes);
    }

    private HeldSecretKey key() {
        return hold("AES", KEY);
    }

    private Cipher encrypting() throws Exception {
        return Ciphers.held(GCM, ENCRYPT, key(), IV);
    }

    private Cipher decrypting() throws Exception {
        return Ciphers.held(GCM, DECRYPT, key(), IV);
    }

    private static byte[] encrypted(byte[] associated, byte... plain) throws Exception {
        Cipher sun = Ciphers.sun(GCM, ENCRYPT, KEY, IV);
        sun.updateAAD(associated);
        return sun.doFinal(plain);
    }

    /**
     * Test cases 1 to 4 and 16 of McGrew and Viega, The Galois/Counter Mode of Operation, which NIST SP 800-38D builds
     * on.
     */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, 000000000000000000000000, '', '', 58e2fccefa7e3061367f1d57a4e7455a",
        "00000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000,"
                + " 0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
        "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '', d9313225f88406e5a55909c5aff5269a"
                + "86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
                + " 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
                + "1ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4",
        "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                + " d9313225f88406e5a55909c5aff5269a"
                + "86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                + " 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
                + "1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
                + " feedfacedeadbeeffeedfacedeadbeefabaddad2, d9313225f88406e5a55909c5aff5269a"
                + "86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    })
    default void itGivesTheModesOwnVectors(String key, String iv, String associated, String plain, String expected)
            throws Exception {
        HexFormat hex = HexFormat.of();
        HeldSecretKey held = hold("AES", hex.parseHex(key));
        GCMParameterSpec parameters = new GCMParameterSpec(128, hex.parseHex(iv));
        Cipher encrypt = Ciphers.held(GCM, ENCRYPT, held, parameters);
        encrypt.updateAAD(hex.parseHex(associated));
        Cipher decrypt = Ciphers.held(GCM, DECRYPT, held, parameters);
        decrypt.updateAAD(hex.parseHex(associated));

        assertEquals(expected, hex.formatHex(encrypt.doFinal(hex.parseHex(plain))));
        assertEquals(plain, hex.formatHex(decrypt.doFinal(hex.parseHex(expected))));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 120, 112, 104, 96})
    default void textInPiecesOfAnySizeIsTheJdksToo(int tagBits) throws Exception {
        Random random = new Random(tagBits);
        HeldSecretKey held = key();
        for (int i = 0; i < 10; i++) {
            byte[] plain = Ciphers.bytes(random, i < 5 ? i : random.nextInt(70_000));
            byte[] associated = Ciphers.bytes(random, i % 3 == 0 ? 0 : random.nextInt(40_000));
            GCMParameterSpec parameters = parameters(tagBits, i);
            Cipher sun = Ciphers.sun(GCM, ENCRYPT, KEY, parameters);
            sun.updateAAD(associated);
            byte[] expected = sun.doFinal(plain);

            Cipher encrypt = Ciphers.held(GCM, ENCRYPT, held, parameters);
            encrypt.updateAAD(associated, 0, associated.length / 2);
            encrypt.updateAAD(associated, associated.length / 2, associated.length - associated.length / 2);
            Cipher decrypt = Ciphers.held(GCM, DECRYPT, held, parameters);
            decrypt.updateAAD(associated);

            assertArrayEquals(expected, Ciphers.inPieces(encrypt, plain, random), () -> plain.length + " bytes");
            assertArrayEquals(plain, Ciphers.inPieces(decrypt, expected, random), () -> plain.length + " bytes");
        }
    }

    @Test
    default void itAgreesWithBouncyCastle() throws Exception {
        byte[] plain = Ciphers.bytes(new Random(7), 64_001);
        GCMBlockCipher other = (GCMBlockCipher) GCMBlockCipher.newInstance(AESEngine.newInstance());
        other.init(true, new AEADParameters(new KeyParameter(KEY), 128, IV.getIV(), new byte[5]));
        byte[] expected = new byte[plain.length + 16];
        other.doFinal(expected, other.processBytes(plain, 0, plain.length, expected, 0));

        Cipher encrypt = encrypting();
        encrypt.updateAAD(new byte[5]);

        assertArrayEquals(expected, encrypt.doFinal(plain));
    }

    @Test
    default void nothingIsReleasedBeforeTheTagIsChecked() throws Exception {
        byte[] encrypted = encrypted(new byte[0], new byte[40_000]);
        byte[] output = new byte[40_000];
        Arrays.fill(output, (byte) 0x55);
        byte[] untouched = output.clone();
        encrypted[17] ^= 1;
        Cipher decrypt = decrypting();

        assertEquals(0, decrypt.update(encrypted, 0, 30_000).length);
        assertEquals(0, decrypt.update(encrypted, 30_000, 10_000, output, 0));
        assertThrows(AEADBadTagException.class, () -> decrypt.doFinal(encrypted, 40_000, 16, output, 0));

        assertArrayEquals(untouched, output);
    }

    @Test
    default void whatWasChangedAnywhereIsABadTag() throws Exception {
        byte[] good = encrypted(new byte[] {1, 2, 3}, new byte[20]);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) 0x80;
            Cipher decrypt = decrypting();
            decrypt.updateAAD(new byte[] {1, 2, 3});
            assertThrows(AEADBadTagException.class, () -> decrypt.doFinal(bad), "byte " + i);
        }
        Cipher decrypt = decrypting();
        decrypt.updateAAD(new byte[] {1, 2, 4});
        assertThrows(AEADBadTagException.class, () -> decrypt.doFinal(good));
        assertThrows(AEADBadTagException.class, () -> decrypting().doFinal(new byte[15]));
        assertThrows(AEADBadTagException.class, () -> decrypting().doFinal(new byte[16]));
        assertThrows(AEADBadTagException.class, () -> decrypting().doFinal());
    }

    @Test
    default void aDecryptingCipherGoesOnAfterABadTag() throws Exception {
        byte[] good = encrypted(new byte[0], (byte) 9);
        Cipher decrypt = decrypting();

        assertThrows(AEADBadTagException.class, () -> decrypt.doFinal(new byte[20]));

        assertArrayEquals(new byte[] {9}, decrypt.doFinal(good));
        assertArrayEquals(new byte[] {9}, decrypt.doFinal(good));
    }

    @Test
    default void anIvIsNotUsedTwiceToEncrypt() throws Exception {
        HeldSecretKey held = key();
        Cipher cipher = Ciphers.held(GCM, ENCRYPT, held, IV);

        assertThrows(InvalidAlgorithmParameterException.class, () -> cipher.init(ENCRYPT, held, IV));
        cipher.init(ENCRYPT, held, parameters(128, 2));
        cipher.doFinal(new byte[1]);
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(new byte[1]));
        assertThrows(IllegalStateException.class, () -> cipher.update(new byte[1]));
        assertThrows(IllegalStateException.class, () -> cipher.updateAAD(new byte[1]));
        assertThrows(InvalidAlgorithmParameterException.class, () -> cipher.init(ENCRYPT, held, parameters(128, 2)));
        cipher.init(ENCRYPT, held, parameters(128, 3));
        assertEquals(17, cipher.doFinal(new byte[1]).length);
    }

    @Test
    default void theSameIvDecryptsWhatItEncrypted() throws Exception {
        HeldSecretKey held = key();
        Cipher cipher = Ciphers.held(GCM, ENCRYPT, held, IV);
        byte[] encrypted = cipher.doFinal(new byte[3]);

        cipher.init(DECRYPT, held, IV);

        assertArrayEquals(new byte[3], cipher.doFinal(encrypted));
    }

    @Test
    default void associatedDataComesBeforeText() throws Exception {
        Cipher cipher = encrypting();
        cipher.update(new byte[1]);

        assertThrows(IllegalStateException.class, () -> cipher.updateAAD(new byte[1]));
    }

    @Test
    default void withoutParametersAnIvIsMadeUpAndTold() throws Exception {
        Cipher cipher = Cipher.getInstance(GCM, PROVIDER);
        cipher.init(ENCRYPT, key());
        byte[] first = cipher.getIV();
        byte[] encrypted = cipher.doFinal(new byte[20]);

        Cipher sun = Cipher.getInstance(GCM, "SunJCE");
        sun.init(DECRYPT, new SecretKeySpec(KEY, "AES"), cipher.getParameters());
        assertArrayEquals(new byte[20], sun.doFinal(encrypted));
        cipher.init(ENCRYPT, key());
        assertTrue(!Arrays.equals(first, cipher.getIV()));
        assertThrows(InvalidKeyException.class, () -> cipher.init(DECRYPT, key()));
        assertThrows(
                InvalidAlgorithmParameterException.class, () -> cipher.init(DECRYPT, key(), (GCMParameterSpec) null));
    }

    @Test
    default void parametersMayBeThoseThatAnotherCipherTells() throws Exception {
        Cipher encrypt = encrypting();
        Cipher decrypt = Cipher.getInstance(GCM, PROVIDER);
        decrypt.init(DECRYPT, key(), encrypt.getParameters());

        assertArrayEquals(new byte[3], decrypt.doFinal(encrypt.doFinal(new byte[3])));
        AlgorithmParameters others = AlgorithmParameters.getInstance("AES");
        others.init(new IvParameterSpec(new byte[16]));
        assertThrows(InvalidAlgorithmParameterException.class, () -> decrypt.init(DECRYPT, key(), others));
    }

    @Test
    default void parametersThatDoNotFitAreRefusedWithTheReason() {
        String size = assertThrows(
                        InvalidAlgorithmParameterException.class,
                        () -> Ciphers.held(GCM, ENCRYPT, key(), new GCMParameterSpec(128, new byte[16])))
                .getMessage();
        assertTrue(size.contains("12 bytes only"), size);
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> Ciphers.held(GCM, ENCRYPT, key(), new GCMParameterSpec(64, new byte[12])));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> Ciphers.held(GCM, ENCRYPT, key(), new IvParameterSpec(new byte[12])));
        assertThrows(InvalidKeyException.class, () -> Ciphers.held(GCM, ENCRYPT, hold("AES", new byte[15]), IV));
    }

    @Test
    default void anOutputThatIsTooShortIsRefusedWithNothingDone() throws Exception {
        Cipher cipher = encrypting();
        byte[] output = new byte[20];

        assertThrows(ShortBufferException.class, () -> cipher.doFinal(new byte[4], 0, 4, output, 1));
        assertEquals(20, cipher.getOutputSize(4));
        assertEquals(20, cipher.doFinal(new byte[4], 0, 4, output, 0));

        assertArrayEquals(encrypted(new byte[0], new byte[4]), output);
    }

    @Test
    default void theSizeToExpectIsToldBetweenTwoTexts() throws Exception {
        Cipher encrypt = encrypting();
        Cipher decrypt = decrypting();
        decrypt.doFinal(encrypt.doFinal(new byte[3]));

        assertEquals(20, encrypt.getOutputSize(4));
        assertEquals(4, decrypt.getOutputSize(20));
        assertEquals(0, decrypt.getOutputSize(4));
        assertThrows(IllegalStateException.class, () -> encrypt.doFinal(new byte[4]));
    }

    @Test
    default void anObjectIsSealedAndOpened() throws Exception {
        Cipher encrypt = Cipher.getInstance(GCM, PROVIDER);
        encrypt.init(ENCRYPT, key());
        SealedObject sealed = new SealedObject("text", encrypt);

        assertEquals("text", sealed.getObject(new SecretKeySpec(KEY, "AES")));
    }
}
