package org.linuxkeyring.held;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.security.Signature;
import java.security.SignatureException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;

/** And a kernel that miscalculates. */
class ImitatedHeldRsaKeyTest extends HeldRsaKeyContract {
    @Override
    HeldKeys open() {
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
            assertThrows(KeyringException.class, () -> cipher.doFinal(new byte[] {7}));
        }
    }
}
