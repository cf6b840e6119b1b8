package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.KeyringGenerationSpec;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.TestCertificates;

/** Keys of the generators, in the running kernel. Its tests are skipped as those of its superclass are. */
@Tag("kernel")
class KernelHeldGeneratedKeysTest extends OnKernelHeldEntries {
    private KeyringGenerationSpec.Builder spec(String alias) {
        // protection=exportable is what the settings say here.
        return KeyringGenerationSpec.builder(alias)
                .keyStore(scratch().settings().build());
    }

    /** Generates a secret key, which needs AF_ALG with keys by serial (Linux 6.2). */
    private static SecretKey generate(String algorithm, KeyringGenerationSpec spec) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, OURS);
        generator.init(spec);
        try {
            return generator.generateKey();
        } catch (ProviderException refused) {
            assumeTrue(!refused.getMessage().contains("Linux 6.2"), refused.getMessage());
            throw refused;
        }
    }

    private boolean makesKeys() {
        return new KeyTypeProbe(scratch().keyctl()).exists(KeyType.ENCRYPTED);
    }

    private KeyInfo info(String alias) throws Exception {
        KeyInfo ofEntry = KeyringKeyStore.of(store).info(alias).orElseThrow();
        KeyInfo ofKey = KeyInfo.of(store.getKey(alias, null)).orElseThrow();
        assertEquals(ofEntry.serial(), ofKey.serial());
        assertEquals(ofEntry.origin(), ofKey.origin());
        assertEquals(
                ofEntry.origin(),
                KeyInfo.of(store.getEntry(alias, null).getAttributes())
                        .orElseThrow()
                        .origin());
        return ofEntry;
    }

    @ParameterizedTest
    @CsvSource({"256, true", "192, true", "128, false"})
    void anAesKeyEncryptsAndEachHandleDecrypts(int bits, boolean isFit) throws Exception {
        SecretKey made = generate("AES", spec("token").size(bits).build());
        Cipher encryption = Cipher.getInstance("AES/GCM/NoPadding", OURS);
        encryption.init(Cipher.ENCRYPT_MODE, made);
        byte[] encrypted = encryption.doFinal(MESSAGE);

        Cipher decryption = Cipher.getInstance("AES/GCM/NoPadding", OURS);
        decryption.init(Cipher.DECRYPT_MODE, store.getKey("token", null), encryption.getParameters());
        assertArrayEquals(MESSAGE, decryption.doFinal(encrypted));
        assertNull(made.getEncoded());
        boolean isMadeByKernel = isFit && makesKeys();
        assertEquals(isMadeByKernel ? "encrypted" : "logon", info("token").type());
        assertEquals(
                isMadeByKernel ? Origin.GENERATED_IN_KERNEL : Origin.GENERATED,
                info("token").origin());
        assertEquals(List.of("token"), Collections.list(store.aliases()));
        store.deleteEntry("token");
        assertEquals(0, scratch().links().length);
    }

    @ParameterizedTest
    @CsvSource({"HmacSHA1, 20", "HmacSHA256, 32", "HmacSHA512, 64"})
    void anHmacKeyAuthenticatesUntilItIsReplaced(String algorithm, int size) throws Exception {
        SecretKey made = generate(algorithm, spec("token").build());
        byte[] first = mac(algorithm, made);
        assertEquals(size, first.length);
        assertArrayEquals(first, mac(algorithm, (SecretKey) store.getKey("token", null)));

        SecretKey second = generate(algorithm, spec("token").build());
        assertFalse(Arrays.equals(first, mac(algorithm, second)));
    }

    private static byte[] mac(String algorithm, SecretKey key) throws Exception {
        Mac mac = Mac.getInstance(algorithm, OURS);
        mac.init(key);
        return mac.doFinal(MESSAGE);
    }

    /** The kernel's own keys take no timeout, by which the loser of a race would end and the winner be kept. */
    @Test
    void threadsThatGenerateOneEntryAllSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<SecretKey>> made = threads.invokeAll(Collections.nCopies(
                    12, () -> generate("HmacSHA256", spec("token").build())));
            for (Future<SecretKey> each : made) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }

        assertEquals(32, mac("HmacSHA256", (SecretKey) store.getKey("token", null)).length);
        store.deleteEntry("token");
        assertEquals(0, scratch().links().length);
    }

    @Test
    void thePolicyIsThatOfTheEntry() throws Exception {
        generate(
                "AES",
                spec("token")
                        .protection(KeyringProtection.builder()
                                .timeout(Duration.ofHours(1))
                                .build())
                        .build());
        assertTrue(info("token").expiry().isPresent());
    }

    @Test
    void anRsaPairIsHeldWithItsCertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", OURS);
        generator.initialize(spec("web")
                .size(2048)
                .subject(new X500Principal("CN=shop.example"))
                .validity(Duration.ofDays(2))
                .build());
        KeyPair pair = generator.generateKeyPair();

        X509Certificate certificate = (X509Certificate) store.getCertificate("web");
        assertEquals(pair.getPublic(), certificate.getPublicKey());
        assertEquals(new X500Principal("CN=shop.example"), certificate.getSubjectX500Principal());
        assertNull(pair.getPrivate().getEncoded());
        assertSigns(pair.getPrivate(), certificate);
        assertSigns((PrivateKey) store.getKey("web", null), certificate);
        assertEquals("asymmetric", info("web").type());
        assertEquals(Origin.GENERATED, info("web").origin());

        // A certificate that was renewed changes nothing about the key.
        X509Certificate[] renewed = TestCertificates.chain(pair.getPublic(), 2);
        int serial = info("web").serial();
        store.setKeyEntry("web", store.getKey("web", null), null, renewed);
        assertEquals(serial, info("web").serial());
        assertEquals(Origin.GENERATED, info("web").origin());
    }

    @Test
    void anImportedKeyIsImportedAndACertificateHasNoOrigin() throws Exception {
        setRsa();
        assertEquals(Origin.IMPORTED, info("web").origin());
        store.setCertificateEntry("ca", CHAIN[1]);
        assertEquals(
                Optional.of(Origin.UNKNOWN),
                KeyringKeyStore.of(store).info("ca").map(KeyInfo::origin));
        KeyStore exportable = scratch().keyStore();
        exportable.setKeyEntry("readable", PAIR.getPrivate(), null, CHAIN);
        assertEquals(
                Optional.of(Origin.IMPORTED),
                KeyringKeyStore.of(exportable).info("readable").map(KeyInfo::origin));
        assertNotEquals(0, scratch().links().length);
    }
}
