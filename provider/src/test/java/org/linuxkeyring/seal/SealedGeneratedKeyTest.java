package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Optional;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.KeyringGenerationSpec;

/** A key that is generated in a sealed keystore comes back as the key that it was. */
class SealedGeneratedKeyTest extends OnSealedKeyStores {
    private final SealingKernel machine = new SealingKernel();

    @Override
    SealingMachine machine() {
        return machine;
    }

    @Test
    void itIsTheSameKeyOfTheSameOriginAfterAReboot() throws Exception {
        KeyStore store = opened();
        store.setEntry("token", new GeneratedEntry.Secret("HmacSHA256", 32, Optional.empty()), null);
        byte[] before = mac(store);

        KeyStore again = afterReboot(stored(store));

        assertArrayEquals(before, mac(again));
        assertEquals(
                Origin.GENERATED,
                KeyInfo.of(again.getKey("token", null)).orElseThrow().origin());
    }

    @Test
    void aFolderInPlaceOfTheFileIsNamed() {
        KeyringGenerationSpec spec =
                KeyringGenerationSpec.builder("token").file(Path.of("/")).build();

        String why = assertThrows(
                        InvalidAlgorithmParameterException.class,
                        () -> KeyGenerator.getInstance("AES", new LinuxKeyringProvider())
                                .init(spec))
                .getMessage();

        assertTrue(why.startsWith("/: This is no regular file. Name the file"), why);
    }

    private static byte[] mac(KeyStore store) throws Exception {
        Key key = store.getKey("token", null);
        Mac mac = Mac.getInstance("HmacSHA256", new LinuxKeyringProvider());
        mac.init(key);
        return mac.doFinal(new byte[9]);
    }
}
