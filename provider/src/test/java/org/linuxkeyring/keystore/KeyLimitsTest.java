package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.spec.KeyringPath;

/** The kernel's limits on either side of each. */
class KeyLimitsTest {
    private static void check(String type, String description, int bytes, boolean hasBigKeys) throws Exception {
        KeyLimits.check("web", new KeyName(KeyType.of(type), Description.of(description)), bytes, () -> hasBigKeys);
    }

    private static String refusal(String type, String description, int bytes, boolean hasBigKeys) {
        return assertThrows(KeyStoreException.class, () -> check(type, description, bytes, hasBigKeys))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource({"user, 0", "user, 32767", "big_key, 32768", "big_key, 1048575"})
    void aPayloadUpToTheLimitIsStored(String type, int bytes) {
        assertDoesNotThrow(() -> check(type, "web", bytes, false));
    }

    @Test
    void aUserKeyThatIsTooLargeIsToldWhereThereIsRoom() {
        String big = refusal("user", "web", 32_768, true);
        assertTrue(big.contains("32768 bytes") && big.contains("type=auto or type=big_key"), big);
        String none = refusal("user", "web", 32_768, false);
        assertTrue(none.contains("This kernel has no type big_key"), none);
    }

    @Test
    void aBigKeyThatIsTooLargeNeedsFewerCertificates() {
        String refused = refusal("big_key", "web", 1_048_576, true);
        assertTrue(refused.contains("at most 1048575. Store fewer certificates"), refused);
    }

    @Test
    void aDescriptionThatIsTooLongIsRefused() {
        assertDoesNotThrow(() -> check("user", "a".repeat(4095), 1, true));
        String refused = refusal("user", "a".repeat(4096), 1, true);
        assertTrue(refused.contains("would be 4096 bytes"), refused);
    }

    @Test
    void aTypeThatCannotBeReadBackIsRefused() {
        String refused = refusal("logon", "web", 1, true);
        assertTrue(refused.contains("could not be read back"), refused);
    }

    /** The kernel never swaps out a key of type user, so a secret is one as long as it fits. */
    @ParameterizedTest
    @CsvSource({"32766, user", "32767, user", "32768, big_key"})
    void aSecretIsAUserKeyUpToTheLimitOfThatType(int bytes, String type) throws Exception {
        Keyctl memory = OpenBackend.privateMemory();
        HeldEntries store =
                new HeldEntries(new Keyrings(memory).at(KeyringPath.of("@u"), false), "RAW", false, key -> {});
        Aliases aliases = new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), "");
        AliasedEntries entries = new AliasedEntries(aliases, store, new KeyTypeProbe(memory));
        EntryChanges changes = new EntryChanges(Settings.of(List.of()), entries, store);
        try (Payload payload = Payload.copyOf(ByteBuffer.allocate(bytes))) {
            KeyName place = changes.requirePlace("web", Optional.empty(), payload);
            assertEquals(type, place.type().toString());
        }
    }
}
