package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PKCS12Attribute;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a file of sealed entries is compared with its keyring, and what a recovery file has. */
class SealedFileTest extends OnSealedKeyStores {
    private final SealingKernel kernel = new SealingKernel();

    @Override
    SealingMachine machine() {
        return kernel;
    }

    private KeyStore store;

    @BeforeEach
    void open() throws Exception {
        store = opened();
        store.setKeyEntry("aes", KEY, null, null);
        store.setCertificateEntry("ca", TestCertificates.root());
    }

    @Test
    void aFileThatWasJustStoredIsUpToDate() throws Exception {
        SealStatus status = status(stored(store));

        assertTrue(status.isUpToDate(), status::toString);
        assertEquals("trusted", status.keyType());
        assertEquals(1, status.generation());
        assertEquals(2, status.sealed());
        assertEquals(List.of(), status.absent());
    }

    @Test
    void whatTheFileLacksOrHasOtherwiseIsNamed() throws Exception {
        byte[] file = stored(store);
        store.setKeyEntry("new", KEY, null, null);
        store.setKeyEntry("aes", new SecretKeySpec(new byte[16], "AES"), null, null);

        SealStatus status = status(file);

        assertFalse(status.isUpToDate());
        assertEquals(List.of("new"), status.unsaved());
        assertEquals(List.of("aes"), status.changed());
        assertEquals(List.of(), status.absent());
    }

    @Test
    void anotherMaskOrTimeoutIsAChange() throws Exception {
        store.setKeyEntry("timed", KEY, null, null);
        byte[] file = stored(store);
        kernel.keyctl().setPermissions(serial("aes"), 0x3f030000);
        kernel.keyctl().setTimeout(serial("timed"), 3600);

        assertEquals(List.of("aes", "timed"), sorted(status(file).changed()));
    }

    private int serial(String alias) throws Exception {
        return KeyringKeyStore.of(store).info(alias).orElseThrow().serial();
    }

    /** It is revoked, or its time was made shorter, and its dead key is still there. */
    @Test
    void whatALoadWouldNotBringBackIsNotNamed() throws Exception {
        byte[] file = stored(store);
        kernel.keyctl().revoke(serial("aes"));

        assertEquals(List.of(), status(file).absent());
    }

    @Test
    void whatComesBackAtLoadIsNamedAlsoWithoutAKeyring() throws Exception {
        byte[] file = stored(store);
        store.deleteEntry("ca");
        assertEquals(List.of("ca"), status(file).absent());

        kernel.reboot();

        assertEquals(List.of("aes", "ca"), sorted(status(file).absent()));
        assertTrue(status(file).isUpToDate());
    }

    @Test
    void aLostKeyIsTold() throws Exception {
        byte[] file = stored(store);
        kernel.reboot();
        kernel.clearTpm();

        SealStatus status = status(file);

        assertFalse(status.isUpToDate());
        assertTrue(status.fault().orElseThrow().contains("recovery"), status::toString);
        assertEquals(2, status.absent().size());
    }

    @Test
    void aHeldKeyThatWasNeverSealedIsNamed() throws Exception {
        byte[] file = stored(store);
        KeyStore unsealed = KeyStoreOn.open(
                kernel.keyctl(),
                KeyringLoadStoreParameter.builder().keyring("@u/shop").build());
        held(unsealed, "held", new SecretKeySpec(new byte[32], "HmacSHA256"));

        SealStatus status = status(file);

        assertEquals(1, status.refused().size(), status::toString);
        assertTrue(status.refused().get(0).startsWith("held: "), status::toString);
    }

    /** By a keystore that was loaded before another process sealed the file under another key. */
    @Test
    void aHeldKeyThatIsSealedUnderTheOldKeyIsNamed() throws Exception {
        byte[] after = rekeyed(stored(store));
        held(store, "late", new SecretKeySpec(new byte[32], "HmacSHA256"));

        SealStatus status = status(after);

        assertEquals(1, status.refused().size(), status::toString);
        assertTrue(status.refused().get(0).startsWith("late: the kernel holds its key, which was encrypted under"));
        String why = refusal(() -> stored(KeyStoreOn.load(kernel.keyctl(), after)));
        assertTrue(why.contains("alias 'late'") && why.contains("Set the entry anew"), why);
    }

    @Test
    void recoveryHasEveryEntryWithItsKey() throws Exception {
        KeyPair pair = TestKeys.pair("EC");
        Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        store.setKeyEntry("web", pair.getPrivate(), null, chain);
        store.setEntry("mine", new KeyStore.SecretKeyEntry(KEY), new KeyStore.PasswordProtection(PASSWORD));
        SecretKey mac =
                new SecretKeySpec("of the kernel's, never read back".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
        held(store, "held", mac);

        List<String> leftOut = new ArrayList<>();
        Map<String, KeyStore.Entry> all = file(stored(store)).entries(PASSWORD, leftOut);

        assertEquals(List.of(), leftOut);
        assertEquals(Set.of("aes", "ca", "web", "mine", "held"), all.keySet());
        assertEquals(mac, ((KeyStore.SecretKeyEntry) all.get("held")).getSecretKey());
        assertEquals(KEY, ((KeyStore.SecretKeyEntry) all.get("mine")).getSecretKey());
        KeyStore.PrivateKeyEntry web = (KeyStore.PrivateKeyEntry) all.get("web");
        assertEquals(pair.getPrivate(), web.getPrivateKey());
        assertArrayEquals(chain, web.getCertificateChain());
    }

    @Test
    void recoveryNamesWhatIsUnderAnotherPassword() throws Exception {
        store.setEntry("mine", new KeyStore.SecretKeyEntry(KEY), new KeyStore.PasswordProtection(PASSWORD));

        List<String> leftOut = new ArrayList<>();
        Map<String, KeyStore.Entry> all = file(stored(store)).entries("another".toCharArray(), leftOut);

        assertEquals(Set.of("aes", "ca"), all.keySet());
        assertEquals(1, leftOut.size());
        assertTrue(leftOut.get(0).startsWith("mine: "), leftOut::toString);
    }

    @Test
    void rekeyingSealsEverythingUnderAnotherKey() throws Exception {
        SecretKey mac = new SecretKeySpec(new byte[32], "HmacSHA256");
        held(store, "held", mac);
        byte[] before = stored(store);

        byte[] after = rekeyed(before);
        assertFalse(status(before).keyName().equals(status(after).keyName()));
        assertEquals(2, status(after).generation());
        file(after).renewHalves();

        assertTrue(status(after).isUpToDate(), () -> problem(after));
        KeyStore loaded = KeyStoreOn.load(kernel.keyctl(), after);
        byte[] third = stored(loaded);
        assertEquals(List.of("aes", "ca", "held"), status(third).isUpToDate() ? names(afterReboot(third)) : List.of());
        assertEquals(mac, recovered(third));
    }

    /** The file is replaced before the readable half in the keyring is. */
    @Test
    void aProcessKilledWhileItRekeyedLeavesAFileThatCanBeStored() throws Exception {
        SecretKey mac = new SecretKeySpec(new byte[32], "HmacSHA256");
        held(store, "held", mac);

        byte[] after = rekeyed(stored(store));
        byte[] third = stored(KeyStoreOn.load(kernel.keyctl(), after));
        byte[] again = rekeyed(third);

        assertEquals(List.of("aes", "ca", "held"), names(afterReboot(third)));
        assertEquals(mac, recovered(third));
        assertEquals(List.of("aes", "ca", "held"), names(afterReboot(again)));
        assertEquals(mac, recovered(again));
    }

    private SecretKey recovered(byte[] file) throws Exception {
        List<String> leftOut = new ArrayList<>();
        KeyStore.Entry held = file(file).entries(PASSWORD, leftOut).get("held");
        assertEquals(List.of(), leftOut);
        return ((KeyStore.SecretKeyEntry) held).getSecretKey();
    }

    private static List<String> names(KeyStore store) throws Exception {
        return sorted(Collections.list(store.aliases()));
    }

    private String problem(byte[] file) {
        try {
            return status(file).toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** Returns the whole file. */
    private byte[] rekeyed(byte[] before) throws Exception {
        byte[] sealed = SealedText.armoured(file(before).rekeyed(Seal.of("trusted")));
        byte[] reference = SealedText.of(before).reference().readAllBytes();
        byte[] all = Arrays.copyOf(reference, reference.length + sealed.length);
        System.arraycopy(sealed, 0, all, reference.length, sealed.length);
        return all;
    }

    private static void held(KeyStore store, String alias, SecretKey key) throws Exception {
        store.setEntry(
                alias,
                new KeyStore.SecretKeyEntry(key),
                KeyringProtection.builder().kernelHeld().build());
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }

    private SealStatus status(byte[] file) throws Exception {
        return file(file).status();
    }

    private SealedFile file(byte[] file) throws Exception {
        SealedText text = SealedText.read(new ByteArrayInputStream(file));
        Settings settings = Settings.of(List.of(Reference.parse(text.reference().readAllBytes())));
        Optional<byte[]> sealed = text.sealed();
        return SealedFile.open(kernel.keyctl(), settings, sealed.orElseThrow());
    }

    /** What the entry notes of the sealed key counts where its size decides whether it is a big_key. */
    @Test
    void aHeldKeyIsNamedAfterTheEntryThatHasRoomForTheSealedKeyToo() throws Exception {
        KeyringProtection held = KeyringProtection.builder().kernelHeld().build();
        for (int size = 32_000; size <= 32_768; size += 16) {
            KeyStore.Entry.Attribute large = new PKCS12Attribute("1.2.3.4", "x".repeat(size));
            store.setEntry("held", new KeyStore.SecretKeyEntry(KEY, Set.of(large)), held);
            assertNull(store.getKey("held", null).getEncoded());
        }
    }
}
