package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.InvalidAlgorithmParameterException;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Project Wycheproof's vectors, which know where implementations went wrong; the files say where they are from. */
interface WycheproofContract extends SecretKeys {
    private static byte[] bytes(String hex) {
        return hex == null ? new byte[0] : HexFormat.of().parseHex(hex);
    }

    private static String hex(String given) {
        return given == null ? "" : given;
    }

    private Cipher gcm(int mode, String key, GCMParameterSpec parameters, String associated) throws Exception {
        Cipher cipher = Ciphers.held("AES/GCM/NoPadding", mode, hold("AES", bytes(key)), parameters);
        cipher.updateAAD(bytes(associated));
        return cipher;
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/aes_gcm.csv", numLinesToSkip = 1)
    default void gcm(int id, String key, String iv, String aad, String msg, String ct, String tag, String result)
            throws Exception {
        GCMParameterSpec parameters = new GCMParameterSpec(128, bytes(iv));
        if (parameters.getIV().length != 12) {
            assertThrows(
                    InvalidAlgorithmParameterException.class, () -> gcm(Cipher.DECRYPT_MODE, key, parameters, aad));
            return;
        }
        String encrypted = HexFormat.of()
                .formatHex(gcm(Cipher.ENCRYPT_MODE, key, parameters, aad).doFinal(bytes(msg)));
        Cipher decrypt = gcm(Cipher.DECRYPT_MODE, key, parameters, aad);
        if (result.equals("valid")) {
            assertEquals(hex(ct) + tag, encrypted);
            assertEquals(hex(msg), HexFormat.of().formatHex(decrypt.doFinal(bytes(hex(ct) + tag))));
        } else {
            assertNotEquals(hex(ct) + tag, encrypted);
            assertThrows(AEADBadTagException.class, () -> decrypt.doFinal(bytes(hex(ct) + tag)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/aes_cbc_pkcs5.csv", numLinesToSkip = 1)
    default void paddedCbc(int id, String key, String iv, String msg, String ct, String result) throws Exception {
        IvParameterSpec parameters = new IvParameterSpec(bytes(iv));
        HeldSecretKey held = hold("AES", bytes(key));
        Cipher decrypt = Ciphers.held("AES/CBC/PKCS5Padding", Cipher.DECRYPT_MODE, held, parameters);
        if (result.equals("valid")) {
            Cipher encrypt = Ciphers.held("AES/CBC/PKCS5Padding", Cipher.ENCRYPT_MODE, held, parameters);
            assertEquals(ct, HexFormat.of().formatHex(encrypt.doFinal(bytes(msg))));
            assertEquals(hex(msg), HexFormat.of().formatHex(decrypt.doFinal(bytes(ct))));
        } else if (hex(ct).length() % 32 != 0) {
            assertThrows(IllegalBlockSizeException.class, () -> decrypt.doFinal(bytes(ct)));
        } else if (ct == null) {
            // What was never begun has no padding: the JDK's cipher answers so, too.
            assertEquals(0, decrypt.doFinal().length);
        } else {
            assertThrows(BadPaddingException.class, () -> decrypt.doFinal(bytes(ct)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/hmac_sha1.csv", numLinesToSkip = 1)
    default void hmacSha1(int id, String key, String msg, String tag, String result) throws Exception {
        checkMac("HmacSHA1", key, msg, tag, result);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/hmac_sha224.csv", numLinesToSkip = 1)
    default void hmacSha224(int id, String key, String msg, String tag, String result) throws Exception {
        checkMac("HmacSHA224", key, msg, tag, result);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/hmac_sha256.csv", numLinesToSkip = 1)
    default void hmacSha256(int id, String key, String msg, String tag, String result) throws Exception {
        checkMac("HmacSHA256", key, msg, tag, result);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/hmac_sha384.csv", numLinesToSkip = 1)
    default void hmacSha384(int id, String key, String msg, String tag, String result) throws Exception {
        checkMac("HmacSHA384", key, msg, tag, result);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/wycheproof/hmac_sha512.csv", numLinesToSkip = 1)
    default void hmacSha512(int id, String key, String msg, String tag, String result) throws Exception {
        checkMac("HmacSHA512", key, msg, tag, result);
    }

    private void checkMac(String algorithm, String key, String msg, String tag, String result) throws Exception {
        Mac mac = Mac.getInstance(algorithm, PROVIDER);
        mac.init(hold(algorithm, bytes(key)));

        assertEquals(
                result.equals("valid"),
                HexFormat.of().formatHex(mac.doFinal(bytes(msg))).equals(tag));
    }
}
