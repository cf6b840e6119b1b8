package org.linuxkeyring.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskRefusalTest {
    @Test
    void spaceIsTheRemedyForAFullDiskAlone() {
        assertTrue(why("No space left on device").contains("Store it where there is space"));
        assertTrue(why("Disk quota exceeded").contains("Store it where there is space"));
        assertFalse(why("Operation not permitted").contains("space"));
        assertTrue(why("Operation not permitted").contains("as its owner or root"));
    }

    /** /dev/full refuses each write(2) as a full disk does. */
    @Test
    void aWriteThatADiskRefusesNamesTheFileAndTheReason() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        try (OutputStream out = new DiskOutput(new FileOutputStream("/dev/full"), Path.of("shop.keyring"))) {
            FileSystemException refused = assertThrows(FileSystemException.class, () -> out.write(new byte[1]));
            assertEquals("shop.keyring", refused.getFile());
            assertTrue(DiskRefusal.why(refused).contains("Store it where there is space"), refused.getMessage());
            assertThrows(FileSystemException.class, () -> out.write(1));
        }
    }

    private static String why(String reason) {
        return DiskRefusal.why(new FileSystemException("shop.keyring", null, reason));
    }
}
