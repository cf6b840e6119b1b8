package org.linuxkeyring.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path folder;

    @Test
    void nobodyElseCanOpenTheFileAndSoLockIt() throws Exception {
        Path file = folder.resolve("versions");
        Path lock = folder.resolve("versions.lock");
        for (int i = 0; i < 2; i++) {
            LockFile.of(file).close();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)));
            // As an earlier version has made it.
            Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void itIsLockedUntilItIsClosed() throws Exception {
        Path file = folder.resolve("versions");
        try (LockFile other = LockFile.of(file)) {
            try (LockFile held = LockFile.of(file)) {
                held.acquire();
                assertThrows(OverlappingFileLockException.class, other::acquire);
                assertFalse(other.tryAcquire());
            }
            assertTrue(other.tryAcquire());
        }
    }
}
