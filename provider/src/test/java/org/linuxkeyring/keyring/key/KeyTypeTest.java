package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyTypeTest {
    @Test
    void payloadsOfUserAndBigKeysAreReadAsTheyWereAdded() {
        assertTrue(KeyType.of("user").isReadable());
        assertTrue(KeyType.of("big_key").isReadable());
        for (String type : new String[] {"logon", "asymmetric", "keyring", "encrypted", "trusted"}) {
            assertFalse(KeyType.of(type).isReadable(), type);
        }
    }

    /** The kernel copies at most 32 bytes of a name, with the NUL. */
    @Test
    void aNameHas1To31CharactersOfAFewKinds() {
        for (String name : new String[] {"user", "big_key", "a.b-C9", "x".repeat(31)}) {
            assertTrue(KeyType.isName(name), name);
        }
        for (String name : new String[] {"", ".keyring", "a b", "a:b", "ü", "x".repeat(32)}) {
            assertFalse(KeyType.isName(name), name);
            assertThrows(IllegalArgumentException.class, () -> KeyType.of(name));
        }
    }

    @Test
    void aTypeIsItsName() {
        assertEquals(KeyType.USER, KeyType.of("user"));
        assertEquals(KeyType.USER.hashCode(), KeyType.of("user").hashCode());
        assertNotEquals(KeyType.USER.hashCode(), KeyType.LOGON.hashCode());
    }

    @Test
    void aNameIsWrittenAsKeyctlDoes() {
        assertEquals("%user:web", new KeyName(KeyType.USER, Description.of("web")).toString());
        assertEquals("%logon:a\\u001bb", new KeyName(KeyType.LOGON, Description.of("a\u001bb")).toString());
    }
}
