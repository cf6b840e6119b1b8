package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringGenerationSpec;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The same with each kind of key that the running kernel seals with. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KernelSealedKeyStoreTest {
    /** Keystores sealed under a key of one kind. */
    abstract static class OnKernel extends SealedKeyStoreContract {
        private final Seal seal;

        @TempDir
        private Path folder;

        private KernelMachine kernel;

        OnKernel(String seal) {
            this.seal = Seal.of(seal);
        }

        /** Returns the machine, which is made in the test's own session. */
        @Override
        KernelMachine machine() {
            if (kernel == null) {
                kernel = new KernelMachine(seal);
            }
            return kernel;
        }

        @Test
        void aPrivateKeyThatTheKernelHoldsIsHeldAgain() throws Exception {
            assumeTrue(machine().holdsPrivateKeys(), "the kernel parses no PKCS#8");
            KeyPair pair = TestKeys.pair("RSA");
            Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
            KeyStore before = opened(settings().protection(Protection.KERNEL_HELD));
            before.setKeyEntry("web", pair.getPrivate(), null, chain);

            KeyStore after = afterReboot(stored(before));

            PrivateKey held = (PrivateKey) after.getKey("web", null);
            assertNull(held.getEncoded());
            assertArrayEquals(chain, after.getCertificateChain("web"));
            assertArrayEquals(
                    signed(pair.getPrivate(), Signature.getInstance("SHA256withRSA")),
                    signed(held, Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider())));
            assertEquals(1, after.size());
        }

        @Test
        void aKeyThatIsGeneratedInTheFilesKeystoreIsBackAfterAReboot() throws Exception {
            Path path = folder.resolve("shop.keyring");
            KeyringFile file = KeyringFile.of(path);
            file.store(opened());
            LinuxKeyringProvider provider = new LinuxKeyringProvider();
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(KeyringGenerationSpec.builder("born").file(path).build());
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, generator.generateKey());
            byte[] encrypted = cipher.doFinal(KernelMachine.MASTER);

            file.store(file.load());
            machine().reboot();
            SecretKey back = (SecretKey) file.load().getKey("born", null);

            assertEquals(
                    KeyInfo.Origin.GENERATED, KeyInfo.of(back).orElseThrow().origin());
            Cipher again = Cipher.getInstance("AES/GCM/NoPadding", provider);
            again.init(Cipher.DECRYPT_MODE, back, new GCMParameterSpec(128, cipher.getIV()));
            assertArrayEquals(KernelMachine.MASTER, again.doFinal(encrypted));
        }

        /** Loads the other key, where a program has to. */
        abstract Seal another();

        /** Takes away what the old key came from, but for the TPM. */
        abstract void removeTheOld();

        @Test
        void rekeyingSealsAllEntriesUnderAnotherKeyAndTheKeysThatTheKernelHolds() throws Exception {
            KeyStore before = opened(settings().protection(Protection.KERNEL_HELD));
            SecretKey mac = new SecretKeySpec(KernelMachine.MASTER, "HmacSHA256");
            before.setEntry("mac", new KeyStore.SecretKeyEntry(mac), null);
            before.setCertificateEntry("ca", TestCertificates.root());
            KeyPair pair = TestKeys.pair("RSA");
            Certificate[] chain = TestCertificates.chain(pair.getPublic(), 1);
            if (machine().holdsPrivateKeys()) {
                before.setKeyEntry("web", pair.getPrivate(), null, chain);
            }
            Path path = folder.resolve("shop.keyring");
            KeyringFile file = KeyringFile.of(path);
            file.store(before);
            SealedKeyring old = sealed(path);
            int entries = before.size();

            file.rekey(another());

            SealStatus status = file.status().orElseThrow();
            assertTrue(status.isUpToDate(), status::toString);
            KeyEncryptionKeys keys = new KeyEncryptionKeys(machine().keyctl());
            SealedKeyring now = sealed(path);
            assertTrue(now.isSealedBy(keys.open(now.head().key())));
            assertFalse(now.isSealedBy(keys.open(old.head().key())), "the old key opens the file");
            removeTheOld();
            machine().reboot();

            KeyStore after = file.load();
            assertEquals(entries, after.size());
            assertEquals(TestCertificates.root(), after.getCertificate("ca"));
            Map<String, KeyStore.Entry> recovered = file.recover(PASSWORD, new ArrayList<>());
            assertEquals(mac, ((KeyStore.SecretKeyEntry) recovered.get("mac")).getSecretKey());
            if (machine().holdsPrivateKeys()) {
                assertEquals(pair.getPrivate(), ((KeyStore.PrivateKeyEntry) recovered.get("web")).getPrivateKey());
                assertArrayEquals(
                        signed(pair.getPrivate(), Signature.getInstance("SHA256withRSA")),
                        signed(
                                (PrivateKey) after.getKey("web", null),
                                Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider())));
            }
            file.store(after);
        }

        private static SealedKeyring sealed(Path path) throws Exception {
            return SealedKeyring.read(
                    SealedText.of(Files.readAllBytes(path)).sealed().orElseThrow());
        }

        private static byte[] signed(PrivateKey key, Signature signature) throws Exception {
            signature.initSign(key);
            signature.update("text".getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        }
    }

    @Nested
    class UnderALogonKey extends OnKernel {
        UnderALogonKey() {
            super("key:logon:linuxkeyring:test");
        }

        @Override
        Seal another() {
            machine()
                    .add(
                            "logon",
                            "linuxkeyring:another",
                            "another key, of 32 bytes as well".getBytes(StandardCharsets.US_ASCII));
            return Seal.of("key:logon:linuxkeyring:another");
        }

        @Override
        void removeTheOld() {
            machine().remove("logon", "linuxkeyring:test");
        }
    }

    @Nested
    class UnderAnEncryptedKey extends OnKernel {
        UnderAnEncryptedKey() {
            super("encrypted:user:linuxkeyring-test");
        }

        @Override
        Seal another() {
            machine()
                    .add(
                            "user",
                            "linuxkeyring-another",
                            "another master key, also 32 byte".getBytes(StandardCharsets.US_ASCII));
            return Seal.of("encrypted:user:linuxkeyring-another");
        }

        @Override
        void removeTheOld() {
            machine().remove("user", "linuxkeyring-test");
        }
    }

    @Nested
    class UnderATrustedKey extends OnKernel {
        UnderATrustedKey() {
            super("trusted");
        }

        @Override
        Seal another() {
            return machine().seal();
        }

        @Override
        void removeTheOld() {
            // The TPM keeps no key of a file.
        }
    }
}
