package org.linuxkeyring.seal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.disk.DiskRefusal;

/** What is no file of a keystore is refused by its name. */
class RefusedFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("wrong.keyring");
    }

    private List<String> refusals() {
        KeyringFile file = KeyringFile.of(path);
        return List.of(refusal(file::status), refusal(file::load), refusal(file::recordNoRecovery));
    }

    private static String refusal(Executable use) {
        return assertThrows(IOException.class, use).getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root:x:0:0:root:/root:/bin/bash\n",
                "-----BEGIN PRIVATE KEY-----\n",
                "\u0001\u0002",
                "seal=trusted\n-----BEGIN LINUXKEYRING SEALED ENTRIES-----\n"
            })
    void aFileOfOtherContentIsNamed(String content) throws IOException {
        Files.writeString(path, content);

        refusals().forEach(refusal -> assertTrue(refusal.startsWith(path + ": "), refusal));
        assertEquals(content, Files.readString(path));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        refusals().forEach(refusal -> assertTrue(refusal.contains("there is no " + path), refusal));
    }

    @Test
    void aFolderIsNamed() throws IOException {
        Files.createDirectory(path);

        refusals()
                .forEach(refusal ->
                        assertEquals(path + ": This is no regular file. Name the file of a keystore", refusal));
    }

    @Test
    void aFifoIsNotWaitedFor() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());

        List<String> refusals = assertTimeoutPreemptively(Duration.ofSeconds(30), this::refusals);

        refusals.forEach(refusal -> assertTrue(refusal.startsWith(path + ": This is no regular file"), refusal));
    }

    /** A program that writes over the file in place, and is killed, may leave this. */
    @Test
    void aFileThatIsCutOffBeforeItsSealedEntriesIsDamaged() throws IOException {
        Files.writeString(
                path,
                "# LINUXKEYRING keystore: a reference to a keyring, and its entries, encrypted\n"
                        + "keyring=@u/shop\nseal=trusted\n");

        refusals().forEach(refusal -> assertTrue(refusal.contains("is damaged: it is cut off"), refusal));
    }

    /** /dev/full refuses each write (null(4)). */
    @Test
    void aDiskThatIsFullIsToldWithTheFile() {
        IOException full = assertThrows(IOException.class, () -> {
            try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
                out.write(1);
            }
        });

        String refusal = DiskRefusal.named(path, "written", full).getMessage();

        assertEquals(path + ": No space left on device. Store it where there is space", refusal);
    }

    /** As what ProtectSystem= of a unit of systemd names. */
    @Test
    void aDiskThatIsReadOnlyIsToldWithTheRemedy() {
        FileSystemException readOnly = new FileSystemException(path.toString(), null, "Read-only file system");

        String refusal = DiskRefusal.named(path, "written", readOnly).getMessage();

        assertTrue(refusal.contains("mounted for writing") && refusal.contains("ReadWritePaths="), refusal);
        assertFalse(refusal.contains("owner"), refusal);
    }
}
