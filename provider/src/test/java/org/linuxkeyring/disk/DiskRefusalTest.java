package org.linuxkeyring.disk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class DiskRefusalTest {
    @Test
    void spaceIsTheRemedyForAFullDiskAlone() {
        assertTrue(why("No space left on device").contains("Store it where there is space"));
        assertTrue(why("Disk quota exceeded").contains("Store it where there is space"));
        assertFalse(why("Operation not permitted").contains("space"));
        assertTrue(why("Operation not permitted").contains("as its owner or root"));
    }

    private static String why(String reason) {
        return DiskRefusal.why(new FileSystemException("shop.keyring", null, reason));
    }
}
