package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.held.Outcomes;
import org.linuxkeyring.testing.Await;

/** The key object, and what becomes of its users when the key dies. */
abstract class HeldRsaKeyContract extends RsaKeyContract {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final KeyPair PAIR = RsaPairs.ofBits(1024);

    private static Signature signer(PrivateKey key) throws Exception {
        Signature signer = Signature.getInstance("SHA256withRSA", OURS);
        signer.initSign(key);
        signer.update(MESSAGE);
        return signer;
    }

    private static String signInSoftware() throws Exception {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(PAIR.getPrivate());
        signer.update(MESSAGE);
        return Outcomes.of(signer::sign);
    }

    @Test
    void theKeyObjectGivesNothingAway() {
        HeldRsaKey held = keys().held(PAIR);
        assertFalse(RSAPrivateKey.class.isInstance(held));
        assertNull(held.getEncoded());
        assertNull(held.getFormat());
        assertEquals("RSA", held.getAlgorithm());
        assertNull(held.getParams());
        assertEquals(((RSAPublicKey) PAIR.getPublic()).getModulus(), held.getModulus());
        assertEquals("RSA private key of 1024 bits, held by the kernel as " + held.key(), held.toString());
        assertThrows(
                NotSerializableException.class,
                () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(held));
    }

    @Test
    void aRevokedKeyIsRefusedWithItsReasonAtInitialisationAndInUse() throws Exception {
        HeldRsaKey held = keys().held(PAIR);
        Signature signer = signer(held);
        Cipher cipher = Cipher.getInstance("RSA", OURS);
        cipher.init(Cipher.DECRYPT_MODE, held);
        keys().keyctl().revoke(held.key().serial());

        assertTells("EKEYREVOKED", assertThrows(SignatureException.class, signer::sign));
        assertTells("EKEYREVOKED", assertThrows(ProviderException.class, () -> cipher.doFinal(new byte[] {7})));
        assertTells("EKEYREVOKED", assertThrows(InvalidKeyException.class, () -> signer.initSign(held)));
        assertTells(
                "EKEYREVOKED", assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.DECRYPT_MODE, held)));
    }

    @Test
    void anExpiredKeyIsRefusedWithItsReason() throws Exception {
        HeldRsaKey held = keys().held(PAIR);
        Signature signer = signer(held);
        held.key().setTimeout(1);
        Await.until(() -> isRefused(held), "the key's expiry");
        assertTells("EKEYEXPIRED", assertThrows(SignatureException.class, signer::sign));
        assertTells("EKEYEXPIRED", assertThrows(InvalidKeyException.class, () -> signer(held)));
    }

    @Test
    void anInvalidatedKeyIsRefusedAsGone() throws Exception {
        HeldRsaKey held = keys().held(PAIR);
        Signature signer = signer(held);
        keys().keyctl().invalidate(held.key().serial());
        assertTells("ENOKEY", assertThrows(SignatureException.class, signer::sign));
        assertTells("ENOKEY", assertThrows(InvalidKeyException.class, () -> signer(held)));
    }

    @Test
    void aKeyThatMayNotBeSearchedIsNotUsed() throws Exception {
        HeldRsaKey held = keys().held(PAIR);
        keys().keyctl().setPermissions(held.key().serial(), 0x01000000);
        assertTells("EACCES", assertThrows(InvalidKeyException.class, () -> signer(held)));
    }

    private static boolean isRefused(HeldRsaKey held) {
        try {
            held.key().publicKeyQuery();
            return false;
        } catch (KeyctlException refused) {
            assertEquals(Errno.EKEYEXPIRED, refused.errno());
            return true;
        }
    }

    private static void assertTells(String errno, Exception refused) {
        assertTrue(refused.getMessage().contains(errno), refused::getMessage);
    }

    @Test
    void aCertificateOfAnotherKeySignsNothing() throws Exception {
        HeldRsaKey sameSize = new HeldRsaKey(keys().add(RsaPairs.ofBits(2048)), (RSAPublicKey)
                RsaPairs.ofBits(2047).getPublic());
        Signature signer = signer(sameSize);
        String message = assertThrows(SignatureException.class, signer::sign).getMessage();
        assertTrue(message.contains("does not belong"), message);

        HeldRsaKey smaller = new HeldRsaKey(keys().add(RsaPairs.ofBits(2047)), (RSAPublicKey)
                RsaPairs.ofBits(2048).getPublic());
        for (int i = 0; i < 10; i++) {
            Signature another = signer(smaller);
            assertTrue(assertThrows(SignatureException.class, another::sign)
                    .getMessage()
                    .contains("does not belong"));
        }

        HeldRsaKey otherSize = new HeldRsaKey(keys().add(RsaPairs.ofBits(2048)), (RSAPublicKey) PAIR.getPublic());
        assertTrue(assertThrows(InvalidKeyException.class, () -> signer(otherSize))
                .getMessage()
                .contains("does not belong"));
    }

    /** Whoever writes an entry chooses its certificate; few numbers have an inverse for this one's modulus. */
    @Test
    void aCertificateWhoseModulusHasManyFactorsSignsNothing() throws Exception {
        BigInteger factors = IntStream.range(2, 700)
                .mapToObj(BigInteger::valueOf)
                .filter(number -> number.isProbablePrime(50))
                .reduce(BigInteger.ONE, BigInteger::multiply);
        BigInteger modulus = BigInteger.ONE.shiftLeft(1024).divide(factors).multiply(factors);
        HeldRsaKey held = new HeldRsaKey(keys().add(PAIR), (RSAPublicKey)
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4)));
        assertEquals(1024, modulus.bitLength());
        for (int i = 0; i < 10; i++) {
            Signature signer = signer(held);
            assertTrue(assertThrows(SignatureException.class, signer::sign)
                    .getMessage()
                    .contains("does not belong"));
        }
    }

    @Test
    void keysOfOthersAreRefused() {
        assertTrue(assertThrows(InvalidKeyException.class, () -> signer(PAIR.getPrivate()))
                .getMessage()
                .contains("name no provider"));
        assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withRSA", OURS).initVerify(PAIR.getPublic()));
        for (Key key : List.of(PAIR.getPrivate(), PAIR.getPublic())) {
            assertThrows(
                    InvalidKeyException.class,
                    () -> Cipher.getInstance("RSA", OURS).init(Cipher.DECRYPT_MODE, key));
        }
    }

    @Test
    void oneKeyServesManyThreads() throws Exception {
        HeldRsaKey held = keys().held(PAIR);
        String expected = signInSoftware();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> signatures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                signatures.add(threads.submit(() -> Outcomes.of(signer(held)::sign)));
            }
            for (Future<String> signature : signatures) {
                assertEquals(expected, signature.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theBareOperationTakesAndAnswersWholeBlocks() {
        byte[] five = new byte[128];
        five[127] = 5;
        HeldRsaKey held = keys().held(PAIR);
        byte[] once = held.key().rawPrivateOperation(five);
        assertEquals(128, once.length);
        BigInteger back = new BigInteger(1, once).modPow(held.publicKey().getPublicExponent(), held.getModulus());
        assertEquals(BigInteger.valueOf(5), back);
        assertTrue(held.key().publicKeyQuery().decrypts());
        assertEquals(1024, held.key().publicKeyQuery().bits());
        assertArrayEquals(once, held.key().rawPrivateOperation(five));
    }
}
