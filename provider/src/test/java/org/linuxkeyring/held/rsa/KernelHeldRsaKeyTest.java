package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.Outcomes.MESSAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.held.HeldKeys;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;

/** And what the kernel is left with. Skipped where it takes no private keys. */
@Tag("kernel")
class KernelHeldRsaKeyTest extends HeldRsaKeyContract {
    private static final int OPERATIONS = Integer.getInteger("held.operations", 2_000);

    @Override
    protected HeldKeys open() {
        return HeldKeys.inKernel();
    }

    private static long files() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Of one user, the number of keys that count against the quota: the fourth column. */
    private static int keysOf(Keyctl keyctl, String uid) {
        return keyctl.keyUsers()
                .orElseThrow()
                .lines()
                .map(line -> line.strip().split("[:\\s]+"))
                .filter(columns -> columns[0].equals(uid))
                .map(columns -> columns[3].split("/")[0])
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void manyOperationsLeaveNoKeyAndNoFile() throws Exception {
        try (HeldKeys keys = HeldKeys.inKernel()) {
            HeldRsaKey held = keys.held(RsaPairs.ofBits(1024));
            String uid = Integer.toString(held.key().metadata().uid());
            Signature signer = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
            Cipher cipher = Cipher.getInstance("RSA", new LinuxKeyringProvider());
            use(held, signer, cipher);
            int keysBefore = keysOf(keys.keyctl(), uid);
            long filesBefore = files();
            for (int i = 0; i < OPERATIONS; i++) {
                use(held, signer, cipher);
            }
            // Fewer, where the kernel collects those of the last test only now.
            Await.until(() -> keysOf(keys.keyctl(), uid) <= keysBefore, "the number of keys at the start");
            assertEquals(filesBefore, files());
        }
    }

    private static void use(HeldRsaKey held, Signature signer, Cipher cipher) throws Exception {
        signer.initSign(held);
        signer.update(MESSAGE);
        assertEquals(128, signer.sign().length);
        cipher.init(Cipher.DECRYPT_MODE, held);
        assertThrows(BadPaddingException.class, () -> cipher.doFinal(new byte[] {7}));
    }

    /** The kernel takes them as keys, but does not calculate with them (crypto/rsa.c, rsa_check_key_length). */
    @Test
    void aSizeThatTheKernelDoesNotCalculateWithIsRefusedWithThoseItDoes() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(768);
        KeyPair odd = generator.generateKeyPair();
        try (HeldKeys keys = HeldKeys.inKernel()) {
            HeldRsaKey held = keys.held(odd);
            Signature signer = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
            String message = assertThrows(InvalidKeyException.class, () -> signer.initSign(held))
                    .getMessage();
            assertTrue(message.contains("2048, 3072 and 4096 bits"), message);
        }
    }

    /** Type asymmetric takes X.509 as well, which has the public half alone. */
    @Test
    void aCertificateInPlaceOfTheKeySignsNothing() throws Exception {
        PublicKey publicKey = RsaPairs.ofBits(2048).getPublic();
        byte[] certificate = TestCertificates.chain(publicKey, 1)[0].getEncoded();
        try (HeldKeys keys = HeldKeys.inKernel()) {
            HeldRsaKey held = new HeldRsaKey(keys.add(certificate), (RSAPublicKey) publicKey);
            Signature signer = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
            String message = assertThrows(InvalidKeyException.class, () -> signer.initSign(held))
                    .getMessage();
            assertTrue(message.contains("public key alone"), message);
        }
    }
}
