package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

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
}
