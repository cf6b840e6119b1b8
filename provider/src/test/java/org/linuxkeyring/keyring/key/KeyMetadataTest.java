package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.spec.Permissions;

class KeyMetadataTest {
    @Test
    void aDescriptionMayContainSemicolons() {
        KeyMetadata metadata = parse("user;1000;-1;3f010000;a;b;;c");
        assertEquals(
                new KeyMetadata(KeyType.USER, 1000, -1, Permissions.of(0x3f010000), Description.of("a;b;;c")),
                metadata);
    }

    /** A helper program's session keyring links such a key (security/keys/request_key_auth.c). */
    @Test
    void theKernelsOwnTypesMayBeginWithADot() {
        KeyMetadata metadata = parse(".request_key_auth;0;0;0b0b0000;2a3b4c5d");
        assertEquals(".request_key_auth", metadata.type().toString());
        assertEquals(Description.of("2a3b4c5d"), metadata.description());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                ";;;;",
                "user;0;0;3f010000",
                "user;0;x;3f010000;web",
                "user;0;0;-1;web",
                "user;4294967295;0;3f010000;web"
            })
    void anAnswerOfAnotherFormIsRefusedAsAWhole(String text) {
        Exception e = assertThrows(KeyringException.class, () -> parse(text));
        assertTrue(e.getMessage().contains("KEYCTL_DESCRIBE answered"), e.getMessage());
    }

    private static KeyMetadata parse(String text) {
        return KeyMetadata.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void searchIsGrantedIfAnyoneMaySearch() {
        for (int mask : new int[] {0x08000000, 0x00080000, 0x00000800, 0x00000008}) {
            assertTrue(withMask(mask).grantsSearch());
        }
        assertFalse(withMask(0x37373737).grantsSearch());
    }

    @Test
    void othersMayWriteIfTheMaskLetsTheGroupOrAnyone() {
        assertTrue(withMask(0x00000400).letsOthersWrite());
        assertTrue(withMask(0x00000004).letsOthersWrite());
        assertFalse(withMask(0x3f3f3b3b).letsOthersWrite());
    }

    @Test
    void writePermissionIsComparedWithSetattrPermissionOfTheSame() {
        for (int mask : new int[] {0x04000000, 0x00040000, 0x00000400, 0x00000004, 0x3f3f3f1f, 0x1f3f3f3f}) {
            assertTrue(withMask(mask).letsWriteWithoutSetattr(), () -> Integer.toHexString(mask));
        }
        for (int mask : new int[] {0, 0x3f3f3f3f, 0x24000000, 0x3b1b3b1b}) {
            assertFalse(withMask(mask).letsWriteWithoutSetattr(), () -> Integer.toHexString(mask));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 10, 42, 999_999_999, 1_000_000_000, Integer.MAX_VALUE, -1})
    void usersAndGroupsAreReadOfAnyLength(int number) {
        KeyMetadata metadata = parse("user;" + number + ";" + number + ";3f010000;web");
        assertEquals(number, metadata.uid());
        assertEquals(number, metadata.gid());
    }

    private static KeyMetadata withMask(int mask) {
        return new KeyMetadata(KeyType.USER, 0, 0, Permissions.of(mask), Description.of("web"));
    }
}
