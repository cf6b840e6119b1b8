package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is refused, SettingsTest has. */
class KeyringPathTest {
    @Test
    void aPathIsARootAndNames() {
        KeyringPath path = KeyringPath.of("@u/payments/tls");
        assertEquals("@u", path.root());
        assertEquals(List.of("payments", "tls"), path.names());
        assertEquals("@u/payments/tls", path.toString());
        assertEquals(KeyringPath.of("@u/payments/tls"), path);
        assertEquals(KeyringPath.of("@u/payments/tls").hashCode(), path.hashCode());
        assertNotEquals(KeyringPath.of("@u/payments"), path);
    }

    @Test
    void whatIsAboveAndBelowHasAPathToo() {
        KeyringPath root = KeyringPath.of("%keyring:shop");
        assertEquals(Optional.empty(), root.above());
        KeyringPath tls = root.below("tls").orElseThrow();
        assertEquals(KeyringPath.of("%keyring:shop/tls"), tls);
        assertEquals(Optional.of(root), tls.above());
        for (String name :
                List.of("", ".hidden", "a/b", " tls", "tls ", "tls #1", "t".repeat(4090), "\ud800", "a\udc80")) {
            assertEquals(Optional.empty(), root.below(name), name);
        }
    }

    @Test
    void everyPathIsAValueOfTheSetting() {
        String longest = "@u" + "/a".repeat(2046) + "b";
        assertEquals(
                longest,
                KeyringLoadStoreParameter.builder()
                        .keyring(KeyringPath.of(longest))
                        .build()
                        .settings()
                        .get("keyring"));
        for (String text : List.of(longest + "c", "@u/shop #1", "@u/a #b/c", "@u/shop #/tls", "%keyring:shop #/tls")) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> KeyringPath.of(text));
            assertTrue(e.getMessage().contains("is not a keyring"), e.getMessage());
        }
    }
}
