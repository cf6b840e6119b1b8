package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Keystores with the setting {@code seal}: what their files bring back, and what they refuse. */
class SealedKeyStoreTest {
    private static final SecretKey KEY =
            new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "AES");

    private static final char[] PASSWORD = {'p'};

    private final SealingKernel kernel = new SealingKernel();

    private static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().keyring("@u/shop").seal(Seal.of("trusted"));
    }

    private KeyStore opened() throws IOException, GeneralSecurityException {
        return KeyStoreOn.open(kernel.keyctl(), settings().build());
    }

    private static byte[] stored(KeyStore store) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, null);
        return file.toByteArray();
    }

    private KeyStore afterReboot(byte[] file) throws IOException, GeneralSecurityException {
        return KeyStoreOn.load(kernel.reboot().keyctl(), file);
    }

    private static String refusal(Executable load) {
        return assertThrows(IOException.class, load).getMessage();
    }

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
        assertTrue(reference.contains("keyring=@u/shop") && reference.contains("seal=trusted"), reference);
        String sealed = new String(file.sealed().orElseThrow(), StandardCharsets.ISO_8859_1);
        assertTrue(sealed.contains("aes"));
        assertFalse(sealed.contains(new String(KEY.getEncoded(), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aKeyThatTheKernelHoldsIsHeldAgain() throws Exception {
        KeyStore before = KeyStoreOn.open(
                kernel.keyctl(), settings().protection(Protection.KERNEL_HELD).build());
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

        KeyStore loaded = KeyStoreOn.load(kernel.keyctl(), file);

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
        KeyStore before = KeyStoreOn.open(
                kernel.keyctl(), settings().writes(Writes.ON_STORE).build());
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        assertEquals(KEY, afterReboot(stored(before)).getKey("aes", null));
    }

    @Test
    void aReadOnlyKeystoreIsFilledToo() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.UTF_8);
        String readOnly = file.replace("seal=trusted\n", "seal=trusted\nwrites=never\n");
        assertEquals(KEY, afterReboot(readOnly.getBytes(StandardCharsets.UTF_8)).getKey("aes", null));
    }

    @Test
    void aKeyOfTypeLogonIsFoundByItsName() throws Exception {
        KeyStore before = KeyStoreOn.open(kernelWithLogon(1), logon());
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);

        kernel.reboot();
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), file))
                .contains("The sealed entries are locked: the key under which they are encrypted,"
                        + " logon:linuxkeyring:kek, is in none of the keyrings"));
        Keyctl replaced = kernelWithLogon(2);
        assertTrue(refusal(() -> KeyStoreOn.load(replaced, file)).contains("is not the one under which they are"));
        kernel.reboot();
        assertEquals(KEY, KeyStoreOn.load(kernelWithLogon(1), file).getKey("aes", null));
    }

    private static KeyringLoadStoreParameter logon() {
        return KeyringLoadStoreParameter.builder()
                .keyring("@u/shop")
                .seal(Seal.of("key:logon:linuxkeyring:kek"))
                .build();
    }

    private Keyctl kernelWithLogon(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        kernel.keyctl()
                .addKey(
                        "logon".getBytes(StandardCharsets.US_ASCII),
                        "linuxkeyring:kek".getBytes(StandardCharsets.US_ASCII),
                        ByteBuffer.wrap(key),
                        Keyctl.SESSION_KEYRING);
        return kernel.keyctl();
    }

    @Test
    void aReplacedKeyIsNoticedBeforeAnythingIsSealed() throws Exception {
        KeyStore store = KeyStoreOn.open(kernelWithLogon(1), logon());
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(store);
        kernelWithLogon(2);

        assertTrue(refusal(() -> stored(store)).contains("is not the one under which they are encrypted"));
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), file)).contains("is not the one"));
    }

    @Test
    void anotherMachineTellsThatTheEntriesAreLost() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        kernel.clearTpm();

        String message = refusal(() -> afterReboot(file));
        assertTrue(message.contains("If it is another machine's TPM, or was cleared, what it sealed is lost"), message);
    }

    @Test
    void aKernelWithoutTheTypeOrTheSocketsTellsThatTheEntriesAreLocked() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);

        kernel.withoutSockets();
        String sockets = refusal(() -> afterReboot(file));
        assertTrue(sockets.contains("are locked") && sockets.contains("AF_ALG"), sockets);
        kernel.withoutTrusted();
        String type = refusal(() -> afterReboot(file));
        assertTrue(type.contains("are locked") && type.contains("no keys of type trusted"), type);
    }

    @Test
    void everyChangeOfTheFileIsRefusedAndBringsNothingBack() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.US_ASCII);
        int body = file.indexOf("-----BEGIN") + 50;
        for (int at = body; at < file.indexOf("\n-----END"); at++) {
            char changed = file.charAt(at) == 'A' ? 'B' : 'A';
            byte[] damaged =
                    (file.substring(0, at) + changed + file.substring(at + 1)).getBytes(StandardCharsets.US_ASCII);
            if (file.charAt(at) != '\n') {
                assertThrows(IOException.class, () -> afterReboot(damaged), "character " + at);
                assertEquals(0, opened().size());
            }
        }
        for (int length = body; length < file.length() - 2; length++) {
            byte[] cut = file.substring(0, length).getBytes(StandardCharsets.US_ASCII);
            assertThrows(IOException.class, () -> afterReboot(cut), "length " + length);
        }
    }

    @Test
    void aHeldKeyThatWasSetWithoutSealIsNamed() throws Exception {
        KeyStore without = KeyStoreOn.open(
                kernel.keyctl(),
                KeyringLoadStoreParameter.builder()
                        .keyring("@u/shop")
                        .protection(Protection.KERNEL_HELD)
                        .build());
        without.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);

        String message = refusal(() -> stored(opened()));
        assertTrue(
                message.contains("the entry of alias 'aes' cannot be sealed: the kernel holds its key, and it was set"
                        + " without seal="),
                message);
    }

    @Test
    void theSettingOfTheFileIsNotChangedSilently() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.US_ASCII);

        byte[] other = file.replace("seal=trusted", "seal=key\\:logon\\:a\\:b").getBytes(StandardCharsets.US_ASCII);
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), other)).contains("are sealed under trusted:"));
    }

    @Test
    void theMemoryOfTheJvmIsNotSealed() {
        KeyringLoadStoreParameter inMemory = settings().backend(Backend.MEMORY).build();
        assertTrue(refusal(() -> KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider())
                        .load(inMemory))
                .contains("seal=trusted needs a key in the kernel"));
    }
}
