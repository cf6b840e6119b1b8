package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A key that the kernel cannot hold is refused with the reason, and is never stored in a readable form. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KernelHeldRefusalsTest extends OnEachBackend {
    private static final Key AES = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

    private final Backend backend;

    KernelHeldRefusalsTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    private KeyringLoadStoreParameter.Builder kernelHeld() {
        return scratch().settings().protection(Protection.KERNEL_HELD);
    }

    /** Returns the message of a refusal, which leaves nothing in the keyring. */
    private String refusal(KeyStore store, Key key, Certificate... chain) {
        KeyStoreException refused =
                assertThrows(KeyStoreException.class, () -> store.setKeyEntry("web", key, null, chain));
        assertEquals(0, scratch().links().length);
        return refused.getMessage();
    }

    private String refusal(Key key, Certificate... chain) throws Exception {
        return refusal(ScratchKeyring.keyStore(kernelHeld()), key, chain);
    }

    @Test
    void anEllipticCurveKeyIsRefused() throws Exception {
        KeyPair pair = TestKeys.pair("EC");

        assertEquals(
                "Entry alias 'web' could not be stored: the kernel holds private keys of algorithm RSA only, and"
                        + " this one is"
                        + " EC. Use an RSA key, or protection=exportable",
                refusal(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1)));
    }

    @Test
    void aKeyWithTheCertificateOfAnotherIsRefused() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");

        assertTrue(refusal(
                        pair.getPrivate(),
                        TestCertificates.chain(TestKeys.pair("EC").getPublic(), 1))
                .endsWith("the first certificate is not that of the private key"));
    }

    @Test
    void aKeyWithNullForItsCertificateOrAnIssuersIsRefused() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        Certificate own = TestCertificates.chain(pair.getPublic(), 1)[0];

        assertTrue(refusal(pair.getPrivate(), new Certificate[] {null})
                .endsWith("the first certificate is not that of the private key"));
        assertTrue(refusal(pair.getPrivate(), own, null).contains("one was null"));
    }

    @Test
    void anAesKeyOfNoSuchSizeIsRefused() throws Exception {
        assertTrue(refusal(new SecretKeySpec(bytes("short"), "AES"))
                .endsWith("an AES key has 128, 192 or 256 bits, and this one has 40"));
    }

    @Test
    void aPasswordIsRefused() throws Exception {
        assertTrue(refusal(new SecretKeySpec(bytes("Tr0ub4dor"), "PBEWithMD5AndDES"))
                .endsWith("a password (PBEWithMD5AndDES) is of use only where it can be read. Use"
                        + " protection=exportable"));
    }

    @Test
    void aKeyEncryptedByTheApplicationIsRefused() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(kernelHeld());

        KeyStoreException refused =
                assertThrows(KeyStoreException.class, () -> store.setKeyEntry("web", new byte[] {1, 2, 3}, null));

        assertTrue(refused.getMessage().contains("the kernel cannot hold an encrypted key"), refused.getMessage());
        assertEquals(0, scratch().links().length);
    }

    @Test
    void aKeyStoreThatStoresLaterRefuses() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(kernelHeld().writes(Writes.ON_STORE));

        assertTrue(refusal(store, AES).contains("Set writes=immediate"));
    }

    @Test
    void aKeyStoreInMemoryRefuses() throws Exception {
        if (backend == Backend.MEMORY) {
            String refusal = refusal(AES);

            assertTrue(refusal.contains("the kernel alone can hold a key"), refusal);
            assertTrue(refusal.contains("Set backend=kernel, or protection=exportable"), refusal);
        } else {
            assertEquals(Backend.KERNEL, backend);
        }
    }

    @Test
    void theProtectionOfOneEntryAsksForTheSame() throws Exception {
        KeyStore store = scratch().keyStore();
        KeyPair pair = TestKeys.pair("EC");

        KeyStoreException refused = assertThrows(
                KeyStoreException.class,
                () -> store.setEntry(
                        "web",
                        new KeyStore.PrivateKeyEntry(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1)),
                        KeyringProtection.builder().kernelHeld().build()));

        assertTrue(refused.getMessage().contains("of algorithm RSA only"), refused.getMessage());
    }

    @Test
    void aRefusalLeavesTheReadableEntryThatWasThere() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setKeyEntry("web", AES, null, null);

        assertThrows(
                KeyStoreException.class,
                () -> store.setEntry(
                        "web",
                        new SecretKeyEntry(new SecretKeySpec(bytes("short"), "AES")),
                        KeyringProtection.builder().kernelHeld().build()));

        assertEquals(AES, store.getKey("web", null));
    }

    @Test
    void aKernelThatLacksAFeatureRefusesAndNamesIt() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        assumeTrue(backend == Backend.KERNEL, "memory holds no private keys");
        assumeFalse(new KeyTypeProbe(scratch().keyctl()).parsesPkcs8(), "this kernel takes private keys");

        String refusal = refusal(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1));

        assertTrue(refusal.contains("CONFIG_PKCS8_PRIVATE_KEY_PARSER"), refusal);
        assertTrue(refusal.contains("modprobe pkcs8_key_parser"), refusal);
        assertTrue(refusal.contains("set protection=exportable"), refusal);
    }
}
