package org.linuxkeyring.keystore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
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
class KernelHeldEntriesTest extends OnEachBackend {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final byte[] MESSAGE = bytes("message");
    private static final KeyPair PAIR = TestKeys.pair("RSA");
    private static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);
    private static final SecretKey AES = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    private static final SecretKey HMAC = new SecretKeySpec(bytes("not a secret at all"), "HmacSHA256");

    private KeyStore store;

    KernelHeldEntriesTest() {
        super(Backend.KERNEL);
    }

    @BeforeEach
    void loadStore() throws Exception {
        assumeTrue(
                new KeyTypeProbe(scratch().keyctl()).parsesPkcs8(),
                "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
        store = ScratchKeyring.keyStore(scratch().settings().protection(Protection.KERNEL_HELD));
    }

    private KeyStore setRsa() throws Exception {
        store.setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        return store;
    }

    /** For what needs AF_ALG by serial, which came with Linux 6.2. */
    private KeyStore setSecret(String alias, SecretKey key) throws Exception {
        try {
            store.setKeyEntry(alias, key, null, null);
        } catch (KeyStoreException refused) {
            assumeTrue(!refused.getMessage().contains("Linux 6.2"), refused.getMessage());
            throw refused;
        }
        return store;
    }

    private static byte[] sign(PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA", OURS);
        signature.initSign(key);
        signature.update(MESSAGE);
        return signature.sign();
    }

    private static void assertSigns(PrivateKey key, Certificate certificate) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(certificate);
        verifier.update(MESSAGE);
        assertTrue(verifier.verify(sign(key)));
    }

    private PrivateKey key(String alias) throws Exception {
        return (PrivateKey) store.getKey(alias, null);
    }

    private List<String> descriptions() {
        return IntStream.of(scratch().links())
                .mapToObj(serial -> new String(scratch().keyctl().describe(serial)))
                .sorted()
                .toList();
    }

    private static int serialOf(PrivateKey key) {
        return KeyInfo.of(key).orElseThrow().serial();
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
    void aPrivateKeyAndCertificatesOfOtherToolsAreTheSameKindOfEntry() throws Exception {
        scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        assertEquals(List.of("web"), Collections.list(store.aliases()));
        assertTrue(store.entryInstanceOf("web", PrivateKeyEntry.class));
        assertArrayEquals(CHAIN, store.getCertificateChain("web"));
        assertSigns(key("web"), CHAIN[0]);
    }

    /** It is that tool's, and may have been put there for something else. */
    @Test
    void aPrivateKeyOfAnotherToolIsLeftWhereItIsWhenItsEntryIsDeleted() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        store.deleteEntry("web");

        assertEquals(List.of("%asymmetric:web"), Collections.list(store.aliases()));
        assertArrayEquals(new int[] {serial}, scratch().links());
        assertEquals("perm", scratch().keyctl().timeLeft(serial));
    }

    @Test
    void aPrivateKeyOfAnotherToolIsListedAndLeftAloneOnceTheEntryHasAnother() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));
        KeyPair next = TestKeys.fresh("RSA");
        X509Certificate[] chain = TestCertificates.chain(next.getPublic(), 1);

        store.setKeyEntry("web", next.getPrivate(), null, chain);

        assertSigns(key("web"), chain[0]);
        assertEquals(Set.of("web", "%asymmetric:web"), Set.copyOf(Collections.list(store.aliases())));
        assertEquals("perm", scratch().keyctl().timeLeft(serial));
    }

    @Test
    void aPrivateKeyOfAnotherToolInAnotherKeyringIsNotThatOfTheCertificates() throws Exception {
        int below = scratch().add("keyring", "below", new byte[0]);
        scratch()
                .keyctl()
                .addKey(
                        bytes("asymmetric"),
                        bytes("web"),
                        ByteBuffer.wrap(PAIR.getPrivate().getEncoded()),
                        below);
        scratch().add("user", "web", pem(CHAIN));

        assertTrue(store.isCertificateEntry("web"));
        assertNull(store.getKey("web", null));
    }

    private void forge(String alias, int held) throws Exception {
        String name = new String(scratch().keyctl().describe(held)).replaceFirst("([^;]*;){4}", "");
        try (Payload payload =
                EntryEncoder.heldPrivateKey(CHAIN, Instant.EPOCH, Set.of(new HeldKeyNote(Description.of(name))))) {
            byte[] copy = new byte[payload.size()];
            payload.buffer().get(copy);
            scratch().add("user", alias, copy);
        }
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherSignsNothingAndIsDeletedAlone() throws Exception {
        int victims = serialOf((PrivateKey) setRsa().getKey("web", null));
        forge("bait", victims);

        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("bait", null));
        assertTrue(refused.getMessage().contains("is none of its own"), refused.getMessage());
        assertArrayEquals(CHAIN, store.getCertificateChain("bait"));
        store.setKeyEntry("bait", PAIR.getPrivate(), null, CHAIN);
        store.deleteEntry("bait");

        assertEquals(victims, serialOf(key("web")));
        assertEquals("perm", scratch().keyctl().timeLeft(victims));
        assertSigns(key("web"), CHAIN[0]);
    }

    @Test
    void certificatesNamedLikeTheKeyOfAnotherEntryHaveNoKey() throws Exception {
        int victims = serialOf((PrivateKey) setRsa().getKey("web", null));
        String name = new String(scratch().keyctl().describe(victims)).replaceFirst("([^;]*;){4}", "");
        scratch().add("user", name, pem(CHAIN));

        assertTrue(store.isCertificateEntry(name));
        assertNull(store.getKey(name, null));
        store.deleteEntry(name);
        assertSigns(key("web"), CHAIN[0]);
    }

    /** The kernel takes such a name for a part of a certificate's identifier, whatever the key is called. */
    @Test
    void certificatesNamedLikeTheIdentifierOfAKeyHaveNoKey() throws Exception {
        setRsa();
        scratch().add("user", "id:00", pem(CHAIN));

        assertTrue(store.isCertificateEntry("id:00"));
    }

    @Test
    void entriesOfOneNameInThreeKeyringsSignOnWhenOneIsReplacedAndDeleted() throws Exception {
        KeyStore[] stores = new KeyStore[3];
        for (int i = 0; i < 3; i++) {
            int keyring = scratch().add("keyring", "k" + i, new byte[0]);
            stores[i] = ScratchKeyring.keyStore(
                    scratch().settings().keyring(Integer.toString(keyring)).protection(Protection.KERNEL_HELD));
            stores[i].setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        }
        setRsa();

        setRsa();
        assertThrows(KeyStoreException.class, () -> store.deleteEntry("web"));
        stores[1].setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        stores[1].deleteEntry("web");

        assertEquals(List.of("web"), Collections.list(store.aliases()));
        for (int i = 0; i < 3; i += 2) {
            PrivateKey key = (PrivateKey) stores[i].getKey("web", null);
            assertSigns(key, CHAIN[0]);
            assertEquals("perm", scratch().keyctl().timeLeft(serialOf(key)));
        }
    }

    @Test
    void aPrivateKeyOfAnotherToolWithoutCertificatesSaysWhatItNeeds() throws Exception {
        scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());

        assertEquals(List.of("%asymmetric:web"), Collections.list(store.aliases()));
        assertFalse(store.isKeyEntry("%asymmetric:web"));
        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("%asymmetric:web", null));
        assertTrue(refused.getMessage().contains("keyctl padd user"), refused.getMessage());
    }

    @Test
    void certificatesAloneAreNoKeyEntry() throws Exception {
        scratch().add("user", "web", pem(CHAIN));

        assertTrue(store.isCertificateEntry("web"));
        assertNull(store.getKey("web", null));
    }

    @Test
    void aRenewedCertificateOfAKeyFromAnotherToolKeepsThatKey() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        store.setKeyEntry("web", key("web"), null, TestCertificates.chain(PAIR.getPublic(), 1));

        assertEquals(serial, serialOf(key("web")));
        assertSigns(key("web"), CHAIN[0]);
    }

    @Test
    void aSecretKeyOfAnotherToolIsUsedByItsTypedAlias() throws Exception {
        setSecret("probe", HMAC);
        scratch().add("logon", "app:token", AES.getEncoded());
        KeyStore named = ScratchKeyring.keyStore(scratch().settings().rawAlgorithm("AES"));

        assertTrue(Collections.list(named.aliases()).contains("%logon:app:token"));
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", OURS);
        cipher.init(Cipher.ENCRYPT_MODE, named.getKey("%logon:app:token", null));
        assertNotEquals(0, cipher.doFinal(MESSAGE).length);
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

    private static byte[] pem(Certificate... certificates) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return bytes(text.toString());
    }
}
