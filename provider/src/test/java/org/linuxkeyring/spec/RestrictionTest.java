package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionTest {
    @Test
    void aRestrictionIsRejectOrATypeAndItsScheme() {
        assertSame(Restriction.REJECT, Restriction.of("reject"));
        assertEquals(Optional.empty(), Restriction.REJECT.type());
        Restriction chain = Restriction.of("asymmetric:key_or_keyring:123456:chain");
        assertEquals(Optional.of("asymmetric"), chain.type());
        assertEquals("key_or_keyring:123456:chain", chain.scheme());
        assertEquals("asymmetric:key_or_keyring:123456:chain", chain.toString());
        assertEquals(Restriction.of("asymmetric", "key_or_keyring:123456:chain"), chain);
        assertEquals(Restriction.of(chain.toString()).hashCode(), chain.hashCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all", "none", "asymmetric:", ":x", "a b:x", "asymmetric:x\0"})
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Restriction.of(text));
    }
}
