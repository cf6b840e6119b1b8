package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
