package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.testing.TestCertificates;

/** What is told of a file whose keyring has spoilt entries: hidden, halved or not to be changed. */
class StatusOfSpoiltEntriesTest extends OnSealedKeyStores {
    /** What a possessor may do to see a key, and no more. */
    private static final int VIEW = 0x01000000;

    private final SealingKernel kernel = new SealingKernel();
    private KeyStore store;

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @BeforeEach
    void open() throws Exception {
        store = opened();
        store.setCertificateEntry("ca", TestCertificates.root());
    }

    private void hold(KeyringProtection.Builder protection) throws Exception {
        store.setEntry(
                "held",
                new KeyStore.SecretKeyEntry(KEY),
                protection.kernelHeld().build());
    }

    private SealedFile file(byte[] file) throws Exception {
        SealedText text = SealedText.of(file);
        Map<String, String> settings = Reference.parse(text.reference().readAllBytes());
        return SealedFile.open(
                kernel.keyctl(), Settings.of(List.of(settings)), text.sealed().orElseThrow());
    }

    @Test
    void anEntryThatMayNotBeSearchedForIsChangedAndTheOthersAreNotLocked() throws Exception {
        byte[] file = stored(store);
        int serial = KeyringKeyStore.of(store).info("ca").orElseThrow().serial();
        kernel.keyctl().setPermissions(serial, VIEW);

        SealStatus status = file(file).status();

        assertEquals(Optional.empty(), status.fault());
        assertEquals(List.of("ca"), status.changed());
        assertFalse(status.isUpToDate());
    }

    @Test
    void anEntryWhoseKeyTheKernelHoldsNoMoreIsNamedAndComesBackAtLoad() throws Exception {
        hold(KeyringProtection.builder());
        byte[] file = stored(store);
        assertTrue(file(file).status().isUpToDate());
        Keyring keyring = new Keyrings(kernel.keyctl()).at(KeyringPath.of(kernel.keyring()), false);
        KernelKey held = keyring.keys().stream()
                .filter(key -> key.metadata().type().toString().equals("logon"))
                .findFirst()
                .orElseThrow();
        kernel.keyctl().unlink(held.serial(), keyring.serial());

        SealStatus status = file(file).status();
        assertEquals(List.of("held"), status.absent());
        assertEquals(List.of(), status.refused());

        KeyStoreOn.load(kernel.keyctl(), file);
        assertEquals(List.of(), file(file).status().absent());
        assertTrue(file(file).status().isUpToDate());
    }

    /** The file is replaced by then, and what is in the keyring would lose its timeout. */
    @Test
    void anEntryThatIsNotRenewedUnderAnotherKeyIsToldWithWhatToDo() throws Exception {
        hold(KeyringProtection.builder().timeout(Duration.ofHours(2)).permissions(Permissions.of(0x1f1f0000)));
        byte[] before = stored(store);
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        Map<String, String> settings =
                Reference.parse(SealedText.of(before).reference().readAllBytes());
        Reference.write(settings, SealedText.armoured(file(before).rekeyed(Seal.of("trusted"))), after);

        SealedFile rekeyed = file(after.toByteArray());
        String why = assertThrows(KeyringException.class, rekeyed::renewHalves).getMessage();

        assertTrue(why.contains("the file is under the new key by now") && why.contains("seal store"), why);
    }
}
