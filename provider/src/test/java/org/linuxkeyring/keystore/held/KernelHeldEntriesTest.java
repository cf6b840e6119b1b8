package org.linuxkeyring.keystore.held;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * Entries with {@code protection=kernel-held}: stored, used and never read. Skipped where the kernel takes no private
 * keys.
 */
@Tag("kernel")
class KernelHeldEntriesTest extends OnKernelHeldEntries {
    private List<String> descriptions() {
        return IntStream.of(scratch().links())
                .mapToObj(serial -> new String(scratch().keyctl().describe(serial)))
                .sorted()
                .toList();
    }

    @Test
    void theKeyOfAnEntryHasNoEncodingAndSigns() throws Exception {
        setRsa();

        PrivateKey key = key("web");
        assertInstanceOf(RSAKey.class, key);
        assertFalse(key instanceof RSAPrivateKey);
        assertNull(key.getEncoded());
        assertNull(key.getFormat());
        assertEquals("RSA", key.getAlgorithm());
        assertSigns(key, CHAIN[0]);
    }

    @Test
    void theEntryIsAPrivateKeyEntryWithItsChain() throws Exception {
        setRsa();

        assertEquals(List.of("web"), Collections.list(store.aliases()));
        assertTrue(store.isKeyEntry("web"));
        assertFalse(store.isCertificateEntry("web"));
        assertTrue(store.entryInstanceOf("web", PrivateKeyEntry.class));
        assertArrayEquals(CHAIN, store.getCertificateChain("web"));
        assertEquals("web", store.getCertificateAlias(CHAIN[0]));
        PrivateKeyEntry entry = (PrivateKeyEntry) store.getEntry("web", null);
        assertArrayEquals(CHAIN, entry.getCertificateChain());
        assertSigns(entry.getPrivateKey(), CHAIN[0]);
    }

    @Test
    void aPasswordHasNoPartInIt() throws Exception {
        store.setKeyEntry("web", PAIR.getPrivate(), "secret".toCharArray(), CHAIN);

        assertSigns((PrivateKey) store.getKey("web", "another".toCharArray()), CHAIN[0]);
    }

    @Test
    void whatCanBeReadOfTheEntryHasNoPartOfTheKey() throws Exception {
        setRsa();

        byte[] exponent =
                ((RSAPrivateKey) PAIR.getPrivate()).getPrivateExponent().toByteArray();
        String readable = new String(exponent, 1, 16, ISO_8859_1);
        for (int serial : scratch().links()) {
            if (new String(scratch().keyctl().describe(serial)).startsWith("user;")) {
                String payload = scratch().keyctl().read(serial, octets -> {
                    byte[] copy = new byte[octets.remaining()];
                    octets.get(copy);
                    return new String(copy, ISO_8859_1);
                });
                assertFalse(payload.contains(readable));
            }
        }
        assertEquals(2, scratch().links().length);
    }

    @Test
    void itIsToldWhereTheKeyLivesAndWhatItMayDo() throws Exception {
        store.setEntry(
                "web",
                new PrivateKeyEntry(PAIR.getPrivate(), CHAIN),
                KeyringProtection.builder().timeout(Duration.ofMinutes(150)).build());

        KeyInfo info = KeyInfo.of(key("web")).orElseThrow();
        assertEquals("asymmetric", info.type());
        assertTrue(info.description().matches("linuxkeyring:user:web#[0-9a-f]{16}"), info.description());
        assertEquals(Set.of("Signature", "Cipher"), info.uses());
        assertTrue(info.expiry().isPresent());
        assertEquals(Optional.empty(), KeyInfo.of(PAIR.getPrivate()));
    }

    @Test
    void secretKeysEncryptAndAuthenticate() throws Exception {
        setSecret("token", AES);
        setSecret("mac", HMAC);

        SecretKey key = (SecretKey) store.getKey("token", null);
        assertNull(key.getEncoded());
        assertEquals("AES", key.getAlgorithm());
        GCMParameterSpec parameters = new GCMParameterSpec(128, new byte[12]);
        Cipher ours = Cipher.getInstance("AES/GCM/NoPadding", OURS);
        ours.init(Cipher.ENCRYPT_MODE, key, parameters);
        Cipher theirs = Cipher.getInstance("AES/GCM/NoPadding");
        theirs.init(Cipher.DECRYPT_MODE, AES, parameters);
        assertArrayEquals(MESSAGE, theirs.doFinal(ours.doFinal(MESSAGE)));

        Mac held = Mac.getInstance("HmacSHA256", OURS);
        held.init(store.getKey("mac", null));
        Mac open = Mac.getInstance("HmacSHA256");
        open.init(HMAC);
        assertArrayEquals(open.doFinal(MESSAGE), held.doFinal(MESSAGE));
        assertInstanceOf(SecretKeyEntry.class, store.getEntry("mac", null));
        assertEquals(Set.of("token", "mac"), Set.copyOf(Collections.list(store.aliases())));
    }

    @Test
    void aReplacedKeySignsOnForAWhileAndTheEntryHasTheNewOne() throws Exception {
        PrivateKey old = (PrivateKey) setRsa().getKey("web", null);
        KeyPair next = TestKeys.fresh("RSA");
        X509Certificate[] chain = TestCertificates.chain(next.getPublic(), 1);

        store.setKeyEntry("web", next.getPrivate(), null, chain);

        assertSigns(key("web"), chain[0]);
        assertSigns(old, CHAIN[0]);
        assertEquals(List.of("web"), Collections.list(store.aliases()));
    }

    @Test
    void aDeletedKeySignsNoMoreAndSaysSo() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);

        store.deleteEntry("web");

        assertEquals(List.of(), descriptions());
        Exception refused = assertThrows(Exception.class, () -> sign(key));
        assertTrue(refused instanceof InvalidKeyException || refused instanceof SignatureException);
        assertTrue(
                refused.getMessage().contains("key " + key.toString().replaceAll(".*key ", "")), refused::getMessage);
    }

    @Test
    void aRevokedKeyIsToldOfByTheKeyStore() throws Exception {
        scratch().keyctl().revoke(serialOf((PrivateKey) setRsa().getKey("web", null)));

        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("web", null));

        assertTrue(refused.getMessage().contains("%asymmetric:linuxkeyring:user:web#"), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("Store the entry anew"), refused.getMessage());
    }

    @Test
    void aRenewedCertificateLeavesTheKeyAsItIs() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);
        X509Certificate[] renewed = TestCertificates.chain(PAIR.getPublic(), 1);

        store.setKeyEntry("web", key, null, renewed);

        assertEquals(serialOf(key), serialOf(key("web")));
        assertArrayEquals(renewed, store.getCertificateChain("web"));
        assertEquals(2, scratch().links().length);
    }

    @Test
    void aKeyIsNotGivenToAnotherEntry() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);

        KeyStoreException refused =
                assertThrows(KeyStoreException.class, () -> store.setKeyEntry("copy", key, null, CHAIN));

        assertTrue(refused.getMessage().contains("does not give it away"), refused.getMessage());
        assertFalse(store.containsAlias("copy"));
    }

    @Test
    void aReadableKeyInItsPlaceIsReadable() throws Exception {
        setRsa();

        scratch().keyStore().setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);

        assertEquals(PAIR.getPrivate(), key("web"));
        assertEquals(List.of("web"), Collections.list(store.aliases()));
    }

    @Test
    void aKeyOfASizeThatTheKernelDoesNotCalculateWithLeavesNothing() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1048);
        KeyPair odd = generator.generateKeyPair();

        KeyStoreException refused = assertThrows(
                KeyStoreException.class,
                () -> store.setKeyEntry("web", odd.getPrivate(), null, TestCertificates.chain(odd.getPublic(), 1)));

        assertTrue(refused.getMessage().contains("2048"), refused.getMessage());
        assertEquals(List.of(), descriptions());
    }

    @Test
    void whereTheEntryCannotBeReplacedItStaysWithItsKey() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);
        List<String> before = descriptions();
        for (int serial : scratch().links()) {
            if (serial != serialOf(key)) {
                scratch().keyctl().setPermissions(serial, 0x3b3b0000);
            }
        }

        assertThrows(KeyStoreException.class, this::setRsa);

        assertEquals(before.size(), scratch().links().length);
        assertEquals(serialOf(key), serialOf(key("web")));
        assertSigns(key("web"), CHAIN[0]);
    }

    @Test
    void aKeyOfAThreadsKeyringWorksInEveryThread() throws Exception {
        store = ScratchKeyring.keyStore(KeyringLoadStoreParameter.builder()
                .keyring("@t/held")
                .backend(Backend.KERNEL)
                .protection(Protection.KERNEL_HELD));
        try {
            PrivateKey key = (PrivateKey) setRsa().getKey("web", null);
            assertTrue(IntStream.range(0, 8).parallel().allMatch(i -> {
                try {
                    assertSigns(key, CHAIN[0]);
                    return true;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        } finally {
            store.deleteEntry("web");
        }
    }
}
