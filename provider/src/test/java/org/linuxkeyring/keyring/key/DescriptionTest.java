package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DescriptionTest {
    /** KEY_MAX_DESC_SIZE is 4096 with the NUL (security/keys/keyctl.c). */
    @Test
    void theKernelTakesOneTo4095BytesWithoutNul() {
        assertFalse(Description.of("").isLegal());
        assertTrue(Description.of("a").isLegal());
        assertTrue(Description.of("a".repeat(4095)).isLegal());
        assertFalse(Description.of("a".repeat(4096)).isLegal());
        assertFalse(Description.of("a\0").isLegal());
        assertFalse(Description.of("\0a").isLegal());
    }

    @Test
    void lengthIsInBytesOfUtf8() {
        assertEquals(3, Description.of("鍵").length());
    }

    @Test
    void equalBytesAreOneDescription() {
        assertEquals(Description.of("web"), Description.of(new byte[] {'w', 'e', 'b'}));
        assertEquals(
                Description.of("web").hashCode(),
                Description.of(new byte[] {'w', 'e', 'b'}).hashCode());
        assertNotEquals(Description.of("web"), Description.of("wed"));
        assertNotEquals(Description.of("web").hashCode(), Description.of("wed").hashCode());
    }

    @Test
    void whatIsHandedOutIsACopy() {
        Description description = Description.of("web");
        description.bytes()[0] = 'x';
        assertArrayEquals(new byte[] {'w', 'e', 'b'}, description.bytes());
    }
}
