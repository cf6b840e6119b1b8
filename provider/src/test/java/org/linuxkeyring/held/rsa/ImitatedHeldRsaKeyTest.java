package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.HeldKeys;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/** And a kernel that miscalculates. */
class ImitatedHeldRsaKeyTest extends HeldRsaKeyContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }

    @Test
    void aWrongResultIsNotLetOut() throws Exception {
        try (HeldKeys faulty = HeldKeys.imitated(result -> result.flipBit(3))) {
            HeldRsaKey held = faulty.held(RsaPairs.ofBits(1024));
            Signature signer = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
            signer.initSign(held);
            signer.update(MESSAGE);
            assertThrows(SignatureException.class, signer::sign);
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", new LinuxKeyringProvider());
            cipher.init(Cipher.DECRYPT_MODE, held);
            assertThrows(ProviderException.class, () -> cipher.doFinal(new byte[] {7}));
        }
    }

    @Test
    void whereThereIsNoSuchKeyTypeTheKernelsOptionsAreNamed() throws Exception {
        Keyring plain = new Keyrings(OpenBackend.privateMemory()).at(KeyringPath.of("@s/plain"), true);
        KernelKey key = plain.put(KeyType.USER, Description.of("key"), ByteBuffer.wrap(new byte[] {1}));
        HeldRsaKey held =
                new HeldRsaKey(key, (RSAPublicKey) RsaPairs.ofBits(1024).getPublic());
        Signature signer = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
        String message = assertThrows(InvalidKeyException.class, () -> signer.initSign(held))
                .getMessage();
        assertTrue(message.contains("CONFIG_ASYMMETRIC_KEY_TYPE"), message);
        assertTrue(message.contains("CONFIG_PKCS8_PRIVATE_KEY_PARSER"), message);
    }
}
