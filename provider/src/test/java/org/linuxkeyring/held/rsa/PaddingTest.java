package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.held.Outcomes.MESSAGE;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.generators.MGF1BytesGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.MGFParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.HeldKeys;
import org.linuxkeyring.held.Outcomes;

/** What a decryption ends in for blocks that no one encrypts by accident, held against the JDK's. */
class PaddingTest {
    private static final String PKCS1 = "RSA/ECB/PKCS1Padding";
    private static final String OAEP = "RSA/ECB/OAEPPadding";
    private static final String NONE = "RSA/ECB/NoPadding";
    private static final KeyPair PAIR = RsaPairs.ofBits(1024);

    private final HeldKeys keys = HeldKeys.imitated();

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    private static Cipher jdks(String transformation, int mode) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
        cipher.init(mode, mode == Cipher.ENCRYPT_MODE ? PAIR.getPublic() : PAIR.getPrivate());
        return cipher;
    }

    private static Cipher decrypting(String transformation, HeldRsaKey held) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation, new LinuxKeyringProvider());
        cipher.init(Cipher.DECRYPT_MODE, held);
        return cipher;
    }

    /**
     * Blocks that are right and wrong in all ways there are: what comes out, or the exception and its message, is the
     * JDK's.
     */
    @Test
    void rightAndWrongPaddingsEndAsInTheJdk() throws Exception {
        HeldRsaKey held = keys.held(PAIR);
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 40, 117}) {
            byte[] block = pkcs1Block(random, length);
            assertSameEnd(PKCS1, held, block);
            for (int at : new int[] {0, 1, 2, 9, 10, 127 - length, 126}) {
                for (int value : new int[] {0, 1, 2, 0x55}) {
                    byte[] damaged = block.clone();
                    damaged[at] = (byte) value;
                    assertSameEnd(PKCS1, held, damaged);
                }
            }
        }
        byte[] endless = pkcs1Block(random, 0);
        endless[127] = 1;
        assertSameEnd(PKCS1, held, endless);
        byte[] oaep = jdks(NONE, Cipher.DECRYPT_MODE)
                .doFinal(jdks(OAEP, Cipher.ENCRYPT_MODE).doFinal(MESSAGE));
        assertSameEnd(OAEP, held, oaep);
        for (int at : new int[] {0, 1, 20, 21, 40, 41, 60, 100, 127}) {
            byte[] damaged = oaep.clone();
            damaged[at] ^= 1;
            assertSameEnd(OAEP, held, damaged);
        }
        assertSameEnd(OAEP, held, new byte[128]);
    }

    private static byte[] pkcs1Block(Random random, int contentLength) {
        byte[] block = new byte[128];
        for (int i = 2; i < block.length; i++) {
            block[i] = (byte) random.nextInt(3, 256);
        }
        block[1] = 2;
        block[127 - contentLength] = 0;
        return block;
    }

    private static void assertSameEnd(String transformation, HeldRsaKey held, byte[] block) throws Exception {
        if (block[0] != 0 && new BigInteger(1, block).compareTo(held.getModulus()) >= 0) {
            return;
        }
        byte[] encrypted = jdks(NONE, Cipher.ENCRYPT_MODE).doFinal(block);
        Cipher jdks = jdks(transformation, Cipher.DECRYPT_MODE);
        Cipher ours = decrypting(transformation, held);
        assertEquals(
                Outcomes.of(() -> jdks.doFinal(encrypted)),
                Outcomes.of(() -> ours.doFinal(encrypted)),
                () -> transformation + " " + Arrays.toString(block));
    }

    /**
     * Every content, as a mask or a hash could leave it, behind a right label: the first byte that is not 0 is to be 1.
     */
    @Test
    void oaepContentsEndAsInTheJdk() throws Exception {
        HeldRsaKey held = keys.held(PAIR);
        Set<String> ends = new HashSet<>();
        for (byte[] tail :
                List.of(new byte[] {0, 0, 1}, new byte[] {0, 2, 1}, new byte[] {1, 0, 7}, new byte[] {0, 0, 0})) {
            byte[] db = new byte[107];
            System.arraycopy(DigestAlgorithm.SHA_1.newDigest().digest(), 0, db, 0, 20);
            System.arraycopy(tail, 0, db, 104, 3);
            byte[] seed = new byte[20];
            Arrays.fill(seed, (byte) 9);
            mask(seed, db);
            mask(db, seed);
            byte[] block = new byte[128];
            System.arraycopy(seed, 0, block, 1, 20);
            System.arraycopy(db, 0, block, 21, 107);
            assertSameEnd(OAEP, held, block);
            byte[] encrypted = jdks(NONE, Cipher.ENCRYPT_MODE).doFinal(block);
            Cipher ours = decrypting(OAEP, held);
            ends.add(Outcomes.of(() -> ours.doFinal(encrypted)));
        }
        assertEquals(Set.of("", "0007", "javax.crypto.BadPaddingException: Padding error in decryption"), ends);
    }

    /** A version of Bouncy Castle that left them in memory would be no version to use. */
    @Test
    void blocksWhosePaddingWasRemovedAreWiped() throws Exception {
        byte[] pkcs1 = pkcs1Block(new Random(2), 40);
        byte[] oaep = jdks(NONE, Cipher.DECRYPT_MODE)
                .doFinal(jdks(OAEP, Cipher.ENCRYPT_MODE).doFinal(MESSAGE));

        assertContentRemainsAlone(PKCS1Encoding::new, pkcs1, Arrays.copyOfRange(pkcs1, 88, 128));
        assertContentRemainsAlone(OAEPEncoding::new, oaep, MESSAGE);
    }

    private static void assertContentRemainsAlone(
            UnaryOperator<AsymmetricBlockCipher> padding, byte[] block, byte[] content) throws Exception {
        byte[] decrypted = Arrays.copyOfRange(block, 1, block.length);
        AsymmetricBlockCipher engine = mock(AsymmetricBlockCipher.class);
        when(engine.getOutputBlockSize()).thenReturn(decrypted.length);
        when(engine.processBlock(any(), anyInt(), anyInt())).thenReturn(decrypted);
        AsymmetricBlockCipher cipher = padding.apply(engine);
        cipher.init(false, new AsymmetricKeyParameter(true));

        assertArrayEquals(content, cipher.processBlock(new byte[block.length], 0, block.length));
        assertArrayEquals(new byte[decrypted.length], decrypted);
    }

    private static void mask(byte[] seed, byte[] target) {
        MGF1BytesGenerator generator = new MGF1BytesGenerator(new SHA1Digest());
        generator.init(new MGFParameters(seed));
        byte[] mask = new byte[target.length];
        generator.generateBytes(mask, 0, mask.length);
        for (int i = 0; i < mask.length; i++) {
            target[i] ^= mask[i];
        }
    }
}
