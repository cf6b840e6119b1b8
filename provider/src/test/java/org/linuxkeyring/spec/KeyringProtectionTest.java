package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How entries are stored is tested with the keystore; this is what a protection owns. */
class KeyringProtectionTest {
    @Test
    void eachProtectionOfABuilderHasAPasswordOfItsOwn() throws Exception {
        KeyringProtection.Builder builder = KeyringProtection.builder().password("changeit".toCharArray());
        KeyringProtection one = builder.build();
        KeyringProtection other = builder.build();

        one.destroy();

        assertTrue(one.isDestroyed());
        assertFalse(other.isDestroyed());
        assertArrayEquals(
                "changeit".toCharArray(), other.password().orElseThrow().getPassword());
    }

    @Test
    void noCopyOfAPasswordIsLeftThatIsDestroyed() throws Exception {
        KeyringProtection.Builder builder = KeyringProtection.builder().password("changeit".toCharArray());
        builder.build().destroy();

        assertThrows(IllegalStateException.class, builder::build);
        assertArrayEquals(
                "another".toCharArray(),
                builder.password("another".toCharArray())
                        .build()
                        .password()
                        .orElseThrow()
                        .getPassword());
    }
}
