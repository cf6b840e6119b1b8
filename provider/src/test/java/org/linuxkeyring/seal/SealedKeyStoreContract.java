package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PKCS12Attribute;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The contract of what the file of a sealed keystore brings back. */
abstract class SealedKeyStoreContract extends OnSealedKeyStores {
    @Test
    void everyKindOfReadableEntryIsBackAfterAReboot() throws Exception {
        KeyPair pair = TestKeys.pair("EC");
        Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        Set<KeyStore.Entry.Attribute> named = Set.of(new PKCS12Attribute("1.2.3.4", "5"));
        KeyStore before = opened();
        before.setEntry("web", new KeyStore.PrivateKeyEntry(pair.getPrivate(), chain, named), null);
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        before.setEntry("locked", new KeyStore.SecretKeyEntry(KEY), new KeyStore.PasswordProtection(PASSWORD));
        before.setCertificateEntry("ca", TestCertificates.root());

        KeyStore after = afterReboot(stored(before));

        assertEquals(List.of("aes", "ca", "locked", "web"), sorted(after));
        assertArrayEquals(chain, after.getCertificateChain("web"));
        assertEquals(pair.getPrivate(), after.getKey("web", null));
        assertEquals(KEY, after.getKey("aes", null));
        assertEquals(KEY, after.getKey("locked", PASSWORD));
        assertThrows(UnrecoverableKeyException.class, () -> after.getKey("locked", null));
        assertEquals(TestCertificates.root(), after.getCertificate("ca"));
        assertTrue(after.getEntry("web", null).getAttributes().containsAll(named));
        assertEquals(before.getCreationDate("web"), after.getCreationDate("web"));
    }

    private static List<String> sorted(KeyStore store) throws GeneralSecurityException {
        return Collections.list(store.aliases()).stream().sorted().toList();
    }

    @Test
    void theFileHasTheReferenceAndNoPayload() throws Exception {
        KeyStore store = opened();
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        SealedText file = SealedText.read(new ByteArrayInputStream(stored(store)));

        String reference = new String(file.reference().readAllBytes(), StandardCharsets.UTF_8);
        Properties settings = new Properties();
        settings.load(new StringReader(reference));
        assertEquals(machine().keyring(), settings.get("keyring"));
        assertEquals(machine().seal().toString(), settings.get("seal"));
        String sealed = new String(file.sealed().orElseThrow(), StandardCharsets.ISO_8859_1);
        assertTrue(sealed.contains("aes"));
        assertFalse(sealed.contains(new String(KEY.getEncoded(), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aKeyThatTheKernelHoldsIsHeldAgain() throws Exception {
        KeyStore before = opened(settings().protection(Protection.KERNEL_HELD));
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        KeyStore after = afterReboot(stored(before));

        Key held = after.getKey("aes", null);
        assertNull(held.getEncoded());
        assertArrayEquals(mac(KEY), mac(held));
        KeyStore again = afterReboot(stored(after));
        assertArrayEquals(mac(KEY), mac(again.getKey("aes", null)));
    }

    private static byte[] mac(Key key) throws GeneralSecurityException {
        Mac mac = key.getEncoded() == null
                ? Mac.getInstance("HmacSHA256", new LinuxKeyringProvider())
                : Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(new byte[] {1, 2, 3});
    }

    @Test
    void theMaskComesBackAndATimeoutGoesOn() throws Exception {
        Permissions mask = Permissions.of(0x3f030000);
        KeyStore before = opened();
        before.setEntry(
                "aes",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder()
                        .permissions(mask)
                        .timeout(Duration.ofHours(2))
                        .build());
        Instant end = info(before).expiry().orElseThrow();

        KeyInfo after = info(afterReboot(stored(before)));

        assertEquals(mask, after.permissions());
        assertEquals(Optional.of(end), after.expiry());
    }

    private static KeyInfo info(KeyStore store) throws Exception {
        return KeyringKeyStore.of(store).info("aes").orElseThrow();
    }

    @Test
    void anEntryWhoseTimeIsOverDoesNotComeBack() throws Exception {
        KeyStore before = opened();
        before.setEntry(
                "aes",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder().timeout(Duration.ofSeconds(1)).build());
        byte[] file = stored(before);
        KeyringKeyStore entries = KeyringKeyStore.of(before);
        Await.until(() -> entries.info("aes").isEmpty(), "the end of the entry");

        assertEquals(0, afterReboot(file).size());
    }

    @Test
    void whatIsInTheKeyringStaysAsItIs() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        before.setCertificateEntry("ca", TestCertificates.root());
        byte[] file = stored(before);
        SecretKey other = new SecretKeySpec(new byte[16], "AES");
        before.setEntry("aes", new KeyStore.SecretKeyEntry(other), null);
        before.deleteEntry("ca");

        KeyStore loaded = KeyStoreOn.load(machine().keyctl(), file);

        assertEquals(other, loaded.getKey("aes", null));
        assertEquals(TestCertificates.root(), loaded.getCertificate("ca"));
    }

    @Test
    void longPayloadsAreSealedInPieces() throws Exception {
        byte[] bytes = new byte[32_000];
        Arrays.fill(bytes, (byte) 7);
        KeyStore before = opened();
        before.setEntry("long", new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "Generic")), null);
        assertArrayEquals(
                bytes, afterReboot(stored(before)).getKey("long", null).getEncoded());
    }

    @Test
    void stagedChangesAreInTheFile() throws Exception {
        KeyStore before = opened(settings().writes(Writes.ON_STORE));
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        assertEquals(KEY, afterReboot(stored(before)).getKey("aes", null));
    }

    @Test
    void aReadOnlyKeystoreIsFilledToo() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.UTF_8);
        String readOnly = file.replace("\nseal=", "\nwrites=never\nseal=");
        assertEquals(KEY, afterReboot(readOnly.getBytes(StandardCharsets.UTF_8)).getKey("aes", null));
    }

    @Test
    void aReadOnlyKeystoreStoresTheTimeThatIsLeft() throws Exception {
        KeyStore before = opened();
        before.setEntry(
                "aes",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder().timeout(Duration.ofHours(2)).build());
        Instant end = info(before).expiry().orElseThrow();
        String file = new String(stored(before), StandardCharsets.UTF_8);
        byte[] readOnly = file.replace("\nseal=", "\nwrites=never\nseal=").getBytes(StandardCharsets.UTF_8);

        byte[] again = stored(KeyStoreOn.load(machine().keyctl(), readOnly));

        assertEquals(Optional.of(end), info(afterReboot(again)).expiry());
    }

    @Test
    void anEntryWhoseKeyWasRevokedDoesNotComeBack() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        machine().keyctl().revoke(info(before).serial());

        assertFalse(KeyStoreOn.load(machine().keyctl(), file).containsAlias("aes"));
    }

    @Test
    void aPayloadThatIsNoEntryComesBackAsItIs() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] payload = {0x30, (byte) 0x82, 1, 2, 3};
        machine().keyctl().update(info(before).serial(), ByteBuffer.wrap(payload));

        afterReboot(stored(before));

        KernelKey back = new Keyrings(machine().keyctl())
                .at(KeyringPath.of(machine().keyring()), false)
                .keys()
                .get(0);
        assertEquals(
                ByteBuffer.wrap(payload),
                back.read(read -> ByteBuffer.allocate(payload.length).put(read).flip()));
    }

    /** From the first key in one of them on, request_key(2) links there what helper programs make. */
    @Test
    void noThreadOrProcessKeyringIsMade() throws Exception {
        List<Integer> before = ownKeyrings();
        KeyStore store = opened(settings().protection(Protection.KERNEL_HELD));
        store.setEntry("held", new KeyStore.SecretKeyEntry(KEY), null);
        store.setCertificateEntry("ca", TestCertificates.root());

        KeyStore loaded = afterReboot(stored(store));
        stored(loaded);

        assertEquals(before, ownKeyrings());
        assertEquals(2, loaded.size());
    }

    @Test
    void aKeySealsTextsOfEachSizeAndGoesOnAfterAForgedOne() {
        KeyEncryptionKeys keys = new KeyEncryptionKeys(machine().keyctl());
        try (SealingKey key = keys.open(keys.make(machine().seal()))) {
            for (int size : List.of(5, 0, SealedEntry.PIECE, 1)) {
                byte[] place = {1, 2, (byte) size};
                byte[] sealed = key.seal(ByteBuffer.allocate(size), place);
                byte[] forged = sealed.clone();
                forged[forged.length - 1] ^= 1;
                KeyctlException refused =
                        assertThrows(KeyctlException.class, () -> key.open(forged, place, ByteBuffer::remaining));
                assertEquals(Errno.EBADMSG, refused.errno());
                assertTrue(key.open(sealed, place, ByteBuffer.allocate(size)::equals), size + " bytes");
            }
        }
    }

    private List<Integer> ownKeyrings() {
        return Stream.of(Keyctl.THREAD_KEYRING, Keyctl.PROCESS_KEYRING)
                .filter(this::isThere)
                .toList();
    }

    private boolean isThere(int keyring) {
        try {
            return machine().keyctl().keyringId(keyring, false) != Keyctl.NO_KEY;
        } catch (KeyctlException e) {
            assertEquals(Errno.ENOKEY, e.errno());
            return false;
        }
    }
}
