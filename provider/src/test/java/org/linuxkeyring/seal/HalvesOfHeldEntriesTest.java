package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;

/** The two keys of a kernel-held entry come back together or not at all, whatever another process does meanwhile. */
class HalvesOfHeldEntriesTest extends OnSealedKeyStores {
    private final SealingKernel kernel = new SealingKernel();
    private byte[] file;

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @BeforeEach
    void sealOne() throws Exception {
        KeyStore before = opened(settings().protection(Protection.KERNEL_HELD));
        before.setEntry("held", new KeyStore.SecretKeyEntry(KEY), null);
        file = stored(before);
        kernel.reboot();
    }

    private KeyStore load() {
        try {
            return KeyStoreOn.load(kernel.keyctl(), file);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refuse() {
        throw new RefusedCall("add_key", Errno.EACCES.number(), "the readable half");
    }

    private Keyring keyring() {
        return new Keyrings(kernel.keyctl()).at(KeyringPath.of(kernel.keyring()), false);
    }

    /** Returns the keys in the keyring by type. */
    private NavigableMap<String, KernelKey> keys() {
        NavigableMap<String, KernelKey> keys = new TreeMap<>();
        keyring().keys().forEach(key -> keys.put(key.metadata().type().toString(), key));
        return keys;
    }

    /** Unlinks the key that the kernel holds, as a process does that is killed before it removes the readable half. */
    private void loseHeld() {
        kernel.keyctl()
                .unlink(keys().get(KeyType.LOGON.toString()).serial(), keyring().serial());
    }

    @Test
    void aKeyThatIsGoneComesBackBesideItsReadableHalf() throws Exception {
        load();
        int readable = keys().get("user").serial();
        loseHeld();

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertEquals(readable, keys().get("user").serial());
        assertHeld(loaded);
    }

    @Test
    void aKeyThatWasGoneWhenTheFileWasStoredComesBack() throws Exception {
        KeyStore before = load();
        loseHeld();
        file = stored(before);

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertHeld(loaded);
    }

    /** The kernel keeps the key that was replaced for a minute, under a name of the same entry. */
    @Test
    void aKeyThatIsGoneComesBackBesideTheOneThatItReplaced() throws Exception {
        KeyStore before = load();
        int replaced = keys().get(KeyType.LOGON.toString()).serial();
        before.setEntry(
                "held",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder().kernelHeld().build());
        file = stored(before);
        int current = helds().stream()
                .filter(serial -> serial != replaced)
                .findFirst()
                .orElseThrow();
        kernel.keyctl().unlink(current, keyring().serial());
        assertEquals(List.of(replaced), helds());

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertEquals(2, helds().size());
        assertHeld(loaded);
    }

    private List<Integer> helds() {
        return keyring().keys().stream()
                .filter(key -> key.metadata().type().equals(KeyType.LOGON))
                .map(KernelKey::serial)
                .toList();
    }

    @Test
    void aKeyThatIsGoneAndLockedIsToldAndCostsNoLoad() throws Exception {
        load();
        loseHeld();
        kernel.clearTpm();

        Map<String, String> leftOut = leftOut(load());

        assertEquals(List.of("held"), List.copyOf(leftOut.keySet()));
        String why = leftOut.get("held");
        assertTrue(why.startsWith("the kernel holds its key no more") && why.contains("The TPM refuses"), why);
        assertEquals(List.of("user"), List.copyOf(keys().navigableKeySet()));
    }

    @Test
    void aKeyThatWasRevokedStaysRevoked() throws Exception {
        load();
        kernel.keyctl().revoke(keys().get(KeyType.LOGON.toString()).serial());

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertThrows(UnrecoverableKeyException.class, () -> loaded.getKey("held", null));
    }

    @Test
    void aKeyWhoseReadableHalfIsRefusedIsRemovedAgain() throws Exception {
        kernel.beforeReadable(HalvesOfHeldEntriesTest::refuse);

        KeyStore loaded = load();

        assertEquals(List.of(), Collections.list(loaded.aliases()));
        assertEquals(Map.of(), keys());
        Map<String, String> leftOut = leftOut(loaded);
        assertEquals(List.of("held"), List.copyOf(leftOut.keySet()));
        assertTrue(leftOut.get("held").contains("EACCES"), leftOut::toString);
    }

    @Test
    void aKeyIsNotRemovedFromAnEntryThatAnotherProcessHasPutMeanwhile() throws Exception {
        kernel.beforeReadable(() -> {
            load();
            refuse();
        });

        assertHeld(load());
    }

    @Test
    void aKeyThatAnotherProcessRemovesAgainIsHeldAnew() throws Exception {
        kernel.beforeReadable(() -> {
            KernelKey held = keys().get(KeyType.LOGON.toString());
            kernel.keyctl().unlink(held.serial(), keyring().serial());
        });

        assertHeld(load());
    }

    /** Its mask lets no one change it. */
    @Test
    void aKeyThatAnotherProcessHasJustPutStaysAsItIs() throws Exception {
        KeyStore before = opened();
        before.setEntry(
                "held",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder()
                        .kernelHeld()
                        .permissions(Permissions.of(0x1f1f0000))
                        .build());
        file = stored(before);
        kernel.reboot();
        kernel.beforeHeld(this::load);

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertHeld(loaded);
    }

    @Test
    void aKeyThatIsRefusedWhileAnotherProcessPutsTheEntryCostsNothing() throws Exception {
        kernel.beforeHeld(() -> {
            load();
            refuse();
        });

        KeyStore loaded = load();

        assertEquals(Map.of(), leftOut(loaded));
        assertHeld(loaded);
    }

    @Test
    void aKeyThatIsRefusedLeavesTheEntryOut() throws Exception {
        kernel.beforeHeld(HalvesOfHeldEntriesTest::refuse);

        KeyStore loaded = load();

        assertEquals(List.of("held"), List.copyOf(leftOut(loaded).keySet()));
        assertEquals(Map.of(), keys());
    }

    private static Map<String, String> leftOut(KeyStore loaded) throws Exception {
        return ((LinuxKeyringKeyStore) KeyringKeyStore.of(loaded)).leftOut();
    }

    private void assertHeld(KeyStore loaded) throws Exception {
        assertEquals(List.of("held"), Collections.list(loaded.aliases()));
        assertEquals(List.of("logon", "user"), List.copyOf(keys().navigableKeySet()));
        assertNull(loaded.getKey("held", null).getEncoded());
        assertEquals(
                List.of("held"), Collections.list(afterReboot(stored(loaded)).aliases()));
    }
}
