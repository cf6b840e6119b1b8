package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
        for (String name : List.of("", ".hidden", "a/b", " tls", "tls ", "\ud800", "a\udc80")) {
            assertEquals(Optional.empty(), root.below(name), name);
        }
    }
}
