package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestKeys;

/** Ciphers, MACs and key agreements by code that names no provider. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OpaqueCipherTest extends OnOpaqueEntries {
    private static final byte[] MESSAGE = "thirty-two bytes of text, in all".getBytes();

    OpaqueCipherTest(Backend backend) {
        super(backend);
    }

    private static SecretKey key(String algorithm, int bytes) {
        byte[] key = new byte[bytes];
        IntStream.range(0, bytes).forEach(i -> key[i] = (byte) (i * 31 + 7));
        return new SecretKeySpec(key, algorithm);
    }

    private static AlgorithmParameterSpec parameters(String transformation) {
        if (transformation.contains("/GCM/")) {
            return new GCMParameterSpec(128, new byte[12]);
        } else if (transformation.equals("ChaCha20")) {
            return new ChaCha20ParameterSpec(new byte[12], 1);
        } else if (transformation.startsWith("ChaCha20")) {
            return new IvParameterSpec(new byte[12]);
        }
        return transformation.contains("ECB") || transformation.equals("AES")
                ? null
                : new IvParameterSpec(new byte[16]);
    }

    private static Cipher cipher(String transformation, int operation, Key key) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        AlgorithmParameterSpec parameters = parameters(transformation);
        if (parameters == null) {
            cipher.init(operation, key);
        } else {
            cipher.init(operation, key, parameters);
        }
        return cipher;
    }

    @ParameterizedTest
    @CsvSource({
        "AES, 16",
        "AES/ECB/PKCS5Padding, 16",
        "AES/CBC/PKCS5Padding, 32",
        "AES/CBC/NoPadding, 24",
        "AES/CTR/NoPadding, 16",
        "AES/CFB8/NoPadding, 16",
        "AES/OFB/NoPadding, 16",
        "AES/CTS/NoPadding, 16",
        "AES/GCM/NoPadding, 32",
        "AES_128/GCM/NoPadding, 16",
        "AES_256/CBC/NoPadding, 32",
        "ChaCha20, 32",
        "ChaCha20-Poly1305, 32"
    })
    void aHandleEncryptsAndDecryptsAsItsKeyDoes(String transformation, int bytes) throws Exception {
        SecretKey key = key(transformation.startsWith("AES") ? "AES" : "ChaCha20", bytes);
        SecretKey handle = handle(key);

        byte[] expected = cipher(transformation, Cipher.ENCRYPT_MODE, key).doFinal(MESSAGE);
        Cipher encrypting = cipher(transformation, Cipher.ENCRYPT_MODE, handle);
        assertEquals(OURS, encrypting.getProvider());
        assertArrayEquals(expected, encrypting.doFinal(MESSAGE));
        Cipher decrypting = cipher(transformation, Cipher.DECRYPT_MODE, handle);
        decrypting.update(expected, 0, 5);
        assertTrue(decrypting.getOutputSize(expected.length) >= MESSAGE.length);
        byte[] last = decrypting.doFinal(expected, 5, expected.length - 5);
        assertArrayEquals(Arrays.copyOfRange(MESSAGE, MESSAGE.length - last.length, MESSAGE.length), last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/CBC/PKCS5Padding", "AES/CTR/NoPadding", "AES/ECB/PKCS5Padding"})
    void theNextMessageBeginsAsTheFirstDid(String transformation) throws Exception {
        SecretKey key = key("AES", 16);
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, handle(key));
        byte[] iv = cipher.getIV();
        byte[] first = cipher.doFinal(MESSAGE);
        assertArrayEquals(first, cipher.doFinal(MESSAGE));
        assertArrayEquals(iv, cipher.getIV());

        Cipher other = Cipher.getInstance(transformation);
        other.init(Cipher.DECRYPT_MODE, key, cipher.getParameters());
        assertArrayEquals(MESSAGE, other.doFinal(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES_256/GCM/NoPadding", "ChaCha20", "ChaCha20-Poly1305"})
    void anIvEncryptsOneMessage(String transformation) throws Exception {
        SecretKey handle = handle(key(transformation.startsWith("AES") ? "AES" : "ChaCha20", 32));
        Cipher cipher = cipher(transformation, Cipher.ENCRYPT_MODE, handle);
        cipher.doFinal(MESSAGE);
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(MESSAGE));
        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> cipher.init(Cipher.ENCRYPT_MODE, handle, parameters(transformation)));
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(MESSAGE));
        cipher.init(Cipher.DECRYPT_MODE, handle, parameters(transformation));
    }

    @Test
    void whatIsAuthenticatedCounts() throws Exception {
        SecretKey key = key("AES", 16);
        Cipher encrypting = cipher("AES/GCM/NoPadding", Cipher.ENCRYPT_MODE, handle(key));
        encrypting.updateAAD(MESSAGE);
        byte[] output = new byte[MESSAGE.length + 16];
        assertThrows(ShortBufferException.class, () -> encrypting.doFinal(MESSAGE, 0, MESSAGE.length, new byte[1]));
        assertEquals(output.length, encrypting.doFinal(MESSAGE, 0, MESSAGE.length, output));
        Cipher decrypting = cipher("AES/GCM/NoPadding", Cipher.DECRYPT_MODE, key);
        decrypting.updateAAD(MESSAGE);
        assertArrayEquals(MESSAGE, decrypting.doFinal(output));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/KW/NoPadding",
                "AES/KW/PKCS5Padding",
                "AES/KWP/NoPadding",
                "AES_128/KW/NoPadding",
                "AESWrap",
                "AESWrapPad_128"
            })
    void aHandleWrapsAndUnwrapsKeys(String transformation) throws Exception {
        SecretKey key = key("AES", 16);
        SecretKey handle = handle(key);
        SecretKey wrapped = key("HmacSHA256", 32);
        Cipher wrapping = Cipher.getInstance(transformation);
        wrapping.init(Cipher.WRAP_MODE, handle);
        byte[] bytes = wrapping.wrap(wrapped);
        for (SecretKey each : new SecretKey[] {key, handle}) {
            Cipher unwrapping = Cipher.getInstance(transformation);
            unwrapping.init(Cipher.UNWRAP_MODE, each);
            assertEquals(wrapped, unwrapping.unwrap(bytes, "HmacSHA256", Cipher.SECRET_KEY));
        }
        assertThrows(InvalidKeyException.class, () -> wrapping.wrap(handle), "a handle cannot be taken out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA",
                "RSA/ECB/PKCS1Padding",
                "RSA/ECB/NoPadding",
                "RSA/ECB/OAEPPadding",
                "RSA/ECB/OAEPWithSHA1AndMGF1Padding",
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                "RSA/ECB/OAEPWithSHA-512/256AndMGF1Padding"
            })
    void anRsaHandleDecryptsAndUnwraps(String transformation) throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        Cipher encrypting = Cipher.getInstance(transformation);
        encrypting.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] encrypted = encrypting.doFinal(MESSAGE);

        Cipher decrypting = Cipher.getInstance(transformation);
        decrypting.init(Cipher.DECRYPT_MODE, handle(pair));
        assertEquals(OURS, decrypting.getProvider());
        for (int i = 0; i < 2; i++) {
            byte[] decrypted = decrypting.doFinal(encrypted);
            assertArrayEquals(
                    MESSAGE, Arrays.copyOfRange(decrypted, decrypted.length - MESSAGE.length, decrypted.length));
        }
        Cipher unwrapping = Cipher.getInstance(transformation);
        unwrapping.init(Cipher.UNWRAP_MODE, opaque().getKey(ALIAS, null));
        byte[] unwrapped =
                unwrapping.unwrap(encrypted, "AES", Cipher.SECRET_KEY).getEncoded();
        assertArrayEquals(MESSAGE, Arrays.copyOfRange(unwrapped, unwrapped.length - MESSAGE.length, unwrapped.length));
    }

    @Test
    void parametersOfOaepCount() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        OAEPParameterSpec spec =
                new OAEPParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
        Cipher encrypting = Cipher.getInstance("RSA/ECB/OAEPPadding");
        encrypting.init(Cipher.ENCRYPT_MODE, pair.getPublic(), spec);
        Cipher decrypting = Cipher.getInstance("RSA/ECB/OAEPPadding");
        decrypting.init(Cipher.DECRYPT_MODE, handle(pair), spec);
        assertArrayEquals(MESSAGE, decrypting.doFinal(encrypting.doFinal(MESSAGE)));
        assertEquals("OAEP", decrypting.getParameters().getAlgorithm());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HmacMD5",
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/224",
                "HmacSHA512/256",
                "HmacSHA3-224",
                "HmacSHA3-256",
                "HmacSHA3-384",
                "HmacSHA3-512"
            })
    void aHandleAuthenticatesAsItsKeyDoes(String algorithm) throws Exception {
        SecretKey key = key(algorithm, 40);
        Mac expected = Mac.getInstance(algorithm);
        expected.init(key);
        Mac mac = Mac.getInstance(algorithm);
        mac.init(handle(key));
        assertEquals(OURS, mac.getProvider());
        assertEquals(expected.getMacLength(), mac.getMacLength());
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(expected.doFinal(MESSAGE), mac.doFinal(MESSAGE));
        }
        mac.update(MESSAGE);
        mac.reset();
        assertArrayEquals(expected.doFinal(MESSAGE), mac.doFinal(MESSAGE));
        readable().deleteEntry(ALIAS);
        ProviderException refused = assertThrows(ProviderException.class, () -> mac.update(MESSAGE));
        assertTrue(refused.getMessage().contains("'web' is gone"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "EC/secp256r1, ECDH",
        "EC/secp521r1, ECDH",
        "X25519, X25519",
        "X25519, XDH",
        "X448, X448",
        "X448, XDH",
        "DH, DiffieHellman",
        "DH, DH"
    })
    void aHandleAgreesAsItsKeyDoes(String name, String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(name);
        KeyPair other = name.equals("DH") ? pair : TestKeys.fresh(name);
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
        agreement.init(handle(pair));
        assertEquals(OURS, agreement.getProvider());
        KeyAgreement expected = KeyAgreement.getInstance(algorithm);
        expected.init(other.getPrivate());
        for (int i = 0; i < 2; i++) {
            agreement.doPhase(other.getPublic(), true);
            expected.doPhase(pair.getPublic(), true);
            assertArrayEquals(expected.generateSecret(), agreement.generateSecret());
        }
    }

    @Test
    void anUnknownTransformationIsRefusedAtOnce() {
        for (String transformation : new String[] {
            "AES/XYZ/NoPadding", "AES/CBC/XYZPadding", "RSA/CBC/PKCS1Padding", "RSA/ECB/OAEPWithXYZAndMGF1Padding"
        }) {
            assertThrows(GeneralSecurityException.class, () -> Cipher.getInstance(transformation, OURS));
            assertThrows(GeneralSecurityException.class, () -> Cipher.getInstance(transformation));
        }
    }
}
