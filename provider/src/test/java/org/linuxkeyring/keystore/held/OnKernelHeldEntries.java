package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A keystore with {@code protection=kernel-held}. Its tests are skipped if the kernel accepts no private keys. */
abstract class OnKernelHeldEntries extends OnEachBackend {
    static final Provider OURS = new LinuxKeyringProvider();
    static final byte[] MESSAGE = bytes("message");
    static final KeyPair PAIR = TestKeys.pair("RSA");
    static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);
    static final SecretKey AES = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    static final SecretKey HMAC = new SecretKeySpec(bytes("not a secret at all"), "HmacSHA256");
    KeyStore store;

    OnKernelHeldEntries() {
        super(Backend.KERNEL);
    }

    @BeforeEach
    void loadStore() throws Exception {
        assumeTrue(
                new KeyTypeProbe(scratch().keyctl()).parsesPkcs8(),
                "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
        store = ScratchKeyring.keyStore(scratch().settings().protection(Protection.KERNEL_HELD));
    }

    KeyStore setRsa() throws Exception {
        store.setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        return store;
    }

    /** Stores a secret key, which needs AF_ALG with keys by serial (Linux 6.2). */
    KeyStore setSecret(String alias, SecretKey key) throws Exception {
        try {
            store.setKeyEntry(alias, key, null, null);
        } catch (KeyStoreException refused) {
            assumeTrue(!refused.getMessage().contains("Linux 6.2"), refused.getMessage());
            throw refused;
        }
        return store;
    }

    static byte[] sign(PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA", OURS);
        signature.initSign(key);
        signature.update(MESSAGE);
        return signature.sign();
    }

    static void assertSigns(PrivateKey key, Certificate certificate) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(certificate);
        verifier.update(MESSAGE);
        assertTrue(verifier.verify(sign(key)));
    }

    PrivateKey key(String alias) throws Exception {
        return (PrivateKey) store.getKey(alias, null);
    }

    static int serialOf(PrivateKey key) {
        return KeyInfo.of(key).orElseThrow().serial();
    }
}
