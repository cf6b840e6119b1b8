package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HMAC by keys that are held. */
interface MacContract extends SecretKeys {
    private Mac mac(String algorithm, byte... key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm, PROVIDER);
        mac.init(hold(algorithm, key));
        return mac;
    }

    private static byte[] sunMac(String algorithm, byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm, "SunJCE");
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text);
    }

    /** RFC 2202, section 3, and RFC 4231, sections 4.2, 4.3 and 4.7. */
    @ParameterizedTest
    @CsvSource({
        "HmacSHA1, 0b*20, Hi There, b617318655057264e28bc0b6fb378c8ef146be00",
        "HmacSHA1, 4a656665*1, what do ya want for nothing?, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "HmacSHA224, 0b*20, Hi There, 896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
        "HmacSHA224, 4a656665*1, what do ya want for nothing?,"
                + " a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
        "HmacSHA256, 0b*20, Hi There, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "HmacSHA256, 4a656665*1, what do ya want for nothing?,"
                + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "HmacSHA256, aa*131, Test Using Larger Than Block-Size Key - Hash Key First,"
                + " 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "HmacSHA384, 0b*20, Hi There, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
                + "faea9ea9076ede7f4af152e8b2fa9cb6",
        "HmacSHA384, 4a656665*1, what do ya want for nothing?,"
                + " af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "HmacSHA512, 0b*20, Hi There, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        "HmacSHA512, 4a656665*1, what do ya want for nothing?,"
                + " 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                + "caeab1a34d4a6b4b636e070a38bce737",
        "HmacSHA512, aa*131, Test Using Larger Than Block-Size Key - Hash Key First,"
                + " 80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e52"
                + "95e64f73f63f0aec8b915a985d786598"
    })
    default void itGivesTheMacsOfTheRfcs(String algorithm, String key, String text, String expected) throws Exception {
        String[] repeated = key.split("\\*");
        byte[] bytes = HexFormat.of().parseHex(repeated[0].repeat(Integer.parseInt(repeated[1])));

        Mac mac = mac(algorithm, bytes);

        assertEquals(mac.getMacLength(), expected.length() / 2);
        assertEquals(expected, HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HmacSHA1", "HmacSHA224", "HmacSHA256", "HmacSHA384", "HmacSHA512"})
    default void textInPiecesOfAnySizeGivesTheMacOfTheWhole(String algorithm) throws Exception {
        Random random = new Random(4231);
        byte[] key = new byte[40];
        random.nextBytes(key);
        Mac mac = mac(algorithm, key);

        for (int size : new int[] {0, 1, 63, 64, 65, 4096, 32_768, 32_769, random.nextInt(70_000)}) {
            byte[] text = new byte[size];
            random.nextBytes(text);
            int done = 0;
            while (done < size) {
                int next = Math.min(size - done, 1 + random.nextInt(size));
                mac.update(text, done, next);
                done += next;
            }
            assertArrayEquals(sunMac(algorithm, key, text), mac.doFinal(), () -> size + " bytes");
        }
    }

    @Test
    default void itAgreesWithBouncyCastle() throws Exception {
        byte[] key = new byte[32];
        byte[] text = new byte[50_000];
        new Random(1).nextBytes(text);
        HMac other = new HMac(new SHA256Digest());
        other.init(new KeyParameter(key));
        other.update(text, 0, text.length);
        byte[] expected = new byte[32];
        other.doFinal(expected, 0);

        assertArrayEquals(expected, mac("HmacSHA256", key).doFinal(text));
    }

    @Test
    default void buffersOfAnyKindAreReadToTheirLimit() throws Exception {
        byte[] key = {1, 2, 3};
        byte[] text = new byte[100];
        Mac mac = mac("HmacSHA256", key);
        ByteBuffer direct = ByteBuffer.allocateDirect(100).put(text).flip();
        ByteBuffer readOnly = ByteBuffer.wrap(text).asReadOnlyBuffer();

        mac.update(direct);
        mac.update(readOnly);

        assertEquals(0, direct.remaining() + readOnly.remaining());
        assertArrayEquals(sunMac("HmacSHA256", key, new byte[200]), mac.doFinal());
    }

    @Test
    default void aMacIsReadyForTheNextTextAfterDoFinalAndAfterReset() throws Exception {
        byte[] key = {1, 2, 3};
        byte[] expected = sunMac("HmacSHA1", key, new byte[] {7});
        Mac mac = mac("HmacSHA1", key);

        assertArrayEquals(expected, mac.doFinal(new byte[] {7}));
        mac.update((byte) 9);
        mac.reset();
        mac.update((byte) 7);
        assertArrayEquals(expected, mac.doFinal());
    }

    @Test
    default void aMacCannotBeCloned() throws Exception {
        Mac mac = mac("HmacSHA256", (byte) 1);

        assertThrows(CloneNotSupportedException.class, mac::clone);
    }

    @Test
    default void itIsFoundByItsObjectIdentifierToo() throws Exception {
        assertEquals(32, Mac.getInstance("1.2.840.113549.2.9", PROVIDER).getMacLength());
    }

    /** As the JDK's HMAC, whose keys may bear any name. */
    @ParameterizedTest
    @ValueSource(strings = {"RAW", "AES", "HmacSHA1", "anything"})
    default void aKeyMayBearTheNameOfAnyAlgorithm(String algorithm) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256", PROVIDER);
        mac.init(hold(algorithm, new byte[16]));

        assertArrayEquals(sunMac("HmacSHA256", new byte[16], new byte[3]), mac.doFinal(new byte[3]));
    }

    @Test
    default void parametersAndForeignKeysAreRefused() throws Exception {
        Mac mac = mac("HmacSHA256", (byte) 1);

        assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> mac.init(hold("HmacSHA256", (byte) 1), new IvParameterSpec(new byte[16])));
        assertThrows(InvalidKeyException.class, () -> mac.init(new SecretKeySpec(new byte[1], "HmacSHA256")));
        assertThrows(IllegalStateException.class, mac::doFinal);
    }
}
