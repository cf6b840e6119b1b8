package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The same with each kind of key that the running kernel seals with. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KernelSealedKeyStoreTest {
    /** Keystores sealed under a key of one kind. */
    abstract static class OnKernel extends SealedKeyStoreContract {
        private final Seal seal;
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
    }

    @Nested
    class UnderAnEncryptedKey extends OnKernel {
        UnderAnEncryptedKey() {
            super("encrypted:user:linuxkeyring-test");
        }
    }

    @Nested
    class UnderATrustedKey extends OnKernel {
        UnderATrustedKey() {
            super("trusted");
        }
    }
}
