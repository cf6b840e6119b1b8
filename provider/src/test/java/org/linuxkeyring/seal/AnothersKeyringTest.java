package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.KeyringPath;

/** Whoever can write the file, and not decrypt it, does not have its entries put where they can be read. */
class AnothersKeyringTest extends OnSealedKeyStores {
    private final SealingKernel kernel = new SealingKernel();

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @Test
    void noEntriesComeBackInAKeyringOfAnotherUserThatTheFileNames() throws Exception {
        KeyStore store = opened();
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(store), StandardCharsets.UTF_8);
        kernel.reboot();
        Keyring planted = new Keyrings(kernel.keyctl()).at(KeyringPath.of("@u/planted"), true);
        kernel.giveAway(planted.serial());
        String changed = file.replace("keyring=@u/shop", "keyring=@u/planted\nowners=" + SealingKernel.ANOTHER_USER);

        String why = refusal(() -> KeyStoreOn.load(kernel.keyctl(), changed.getBytes(StandardCharsets.UTF_8)));

        assertTrue(why.contains("belongs to user " + SealingKernel.ANOTHER_USER), why);
        assertEquals(List.of(), planted.keys());
    }
}
