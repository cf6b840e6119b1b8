package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.held.PretendedKernel;

/** The contract where the kernel's part is pretended, and how the services use sockets. */
class SecretKeyTest extends SecretKeyContract {
    private final PretendedKernel kernel = new PretendedKernel();

    @Override
    public HeldSecretKey hold(String algorithm, byte... key) {
        return kernel.hold(algorithm, key);
    }

    @Test
    void aMacHoldsASocketFromInitToDoFinal() throws Exception {
        HeldSecretKey key = hold("HmacSHA256", new byte[16]);
        Mac mac = Mac.getInstance("HmacSHA256", PROVIDER);

        mac.init(key);
        mac.init(key);
        assertEquals(1, kernel.openSockets());
        mac.doFinal();
        assertEquals(0, kernel.openSockets());
        mac.update((byte) 1);
        assertEquals(1, kernel.openSockets());
        mac.reset();
        assertEquals(0, kernel.openSockets());
        mac.init(key);
        assertThrows(InvalidKeyException.class, () -> mac.init(new SecretKeySpec(new byte[1], "HmacSHA256")));
        assertEquals(0, kernel.openSockets());
    }

    @ParameterizedTest
    @CsvSource({"AES, Cipher", "HmacSHA256, Mac", "RAW, Cipher Mac"})
    void aKeyTellsWhatItIsForAndWhereItIs(String algorithm, String uses) {
        HeldSecretKey key = hold(algorithm, new byte[16]);

        assertEquals(Set.of(uses.split(" ")), key.uses());
        assertTrue(key.toString().matches(algorithm + " key, held by the kernel as key \\d+"), key::toString);
    }

    @Test
    void aCipherThatIsInitialisedAgainHoldsOneSocket() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Cipher cipher = Ciphers.held("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));

        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertEquals(1, kernel.openSockets());
        assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, hold("AES", new byte[15])));
        assertEquals(0, kernel.openSockets());
    }

    @Test
    void aCipherHoldsASocketFromInitToDoFinalHoweverItEnds() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Cipher cbc = Ciphers.held("AES/CBC/PKCS5Padding", Cipher.DECRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        Cipher gcm =
                Ciphers.held("AES/GCM/NoPadding", Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        assertEquals(2, kernel.openSockets());

        assertThrows(BadPaddingException.class, () -> cbc.doFinal(new byte[16]));
        assertEquals(1, kernel.openSockets());
        gcm.doFinal(new byte[1]);
        assertEquals(0, kernel.openSockets());
        assertThrows(IllegalStateException.class, () -> gcm.doFinal(new byte[1]));
        assertEquals(0, kernel.openSockets());
    }

    @Test
    void aCipherTellsSizesBetweenTwoTextsWithoutASocket() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Cipher cbc = Ciphers.held("AES/CBC/PKCS5Padding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        cbc.doFinal(new byte[1]);
        kernel.revoke(key);

        assertEquals(16, cbc.getOutputSize(15));
        assertEquals(32, cbc.getOutputSize(16));
        assertEquals(0, kernel.openSockets());
    }

    @Test
    void aMessageThatTheKernelRefusesToTakeIsOver() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Cipher ctr = Ciphers.held("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        Cipher gcm =
                Ciphers.held("AES/GCM/NoPadding", Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        Mac mac = Mac.getInstance("HmacSHA1", PROVIDER);
        mac.init(key);

        kernel.runOutOfMemory();

        String told = assertThrows(ProviderException.class, () -> ctr.update(new byte[1]))
                .getMessage();
        assertTrue(told.contains("ENOMEM"), told);
        assertThrows(ProviderException.class, () -> gcm.updateAAD(new byte[1]));
        assertThrows(ProviderException.class, () -> mac.update((byte) 1));
        assertEquals(0, kernel.openSockets());
        assertThrows(IllegalStateException.class, () -> ctr.doFinal(new byte[1]));
        assertThrows(IllegalStateException.class, mac::doFinal);
    }

    @Test
    void aKeyThatDiedIsNoticedAtInitAndWhenTheNextTextBegins() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Cipher cipher = Ciphers.held("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        Mac mac = Mac.getInstance("HmacSHA1", PROVIDER);
        mac.init(key);
        cipher.doFinal(new byte[1]);
        mac.doFinal();

        kernel.revoke(key);

        String told = assertThrows(ProviderException.class, () -> cipher.update(new byte[1]))
                .getMessage();
        assertTrue(told.contains("EKEYREVOKED"), told);
        assertThrows(ProviderException.class, () -> mac.update((byte) 1));
        assertThrows(IllegalStateException.class, mac::doFinal);
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(new byte[1]));
        assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, key));
        assertThrows(InvalidKeyException.class, () -> mac.init(key));
        assertEquals(0, kernel.openSockets());
    }
}
