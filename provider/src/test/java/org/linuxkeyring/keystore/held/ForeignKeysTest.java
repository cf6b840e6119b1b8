package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.PublicKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A key of another tool, which is in the place of an entry's key, is named by type and serial. */
@Tag("kernel")
class ForeignKeysTest {
    private final ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
    private KeyStore store;
    private int foreign;

    /**
     * Adds a certificate, as `keyctl padd asymmetric web RING < certificate.der` does: the kernel has its public key.
     */
    @BeforeEach
    void addForeignKey() throws Exception {
        store = scratch.keyStore();
        PublicKey rsa = TestKeys.pair("RSA").getPublic();
        try {
            foreign = scratch.add("asymmetric", "web", TestCertificates.chain(rsa, 1)[0].getEncoded());
        } catch (KeyctlException e) {
            assumeTrue(e.errno() != Errno.ENODEV, "this kernel has no keys of type asymmetric");
            throw e;
        }
    }

    @AfterEach
    void removeKeyring() {
        scratch.close();
    }

    private void assertRefused(String alias, String... parts) {
        String message = assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
    }

    /** Whether it is a private key cannot be told: the kernel gives out neither kind. */
    @Test
    void oneThatHasNoCertificatesBesideIt() {
        assertRefused("%asymmetric:web", "There is key " + foreign + " of type asymmetric", "keyctl padd user web ");
    }

    @Test
    void oneBesideTheCertificateOfAKeyThatItCannotBe() throws Exception {
        X509Certificate certificate =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 1)[0];
        scratch.add(
                "user",
                "web",
                bytes("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n"));

        assertRefused("web", "key " + foreign + " of type asymmetric", "EC", "keyctl unlink " + foreign);
    }
}
