package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder that JNA is given for its library, among those that a machine may have. */
@EnabledOnOs(OS.LINUX)
class JnaFolderTest {
    private static final List<String> PROPERTIES = List.of("jna.tmpdir", "java.io.tmpdir", "user.home", "jna.nounpack");

    private static final int OTHER = 61_007;

    @TempDir
    private Path folder;

    private final Map<String, String> before = new HashMap<>();
    private Path temporary;
    private Path cache;

    @BeforeEach
    void standIn() throws IOException {
        PROPERTIES.forEach(name -> before.put(name, System.getProperty(name)));
        System.clearProperty("jna.tmpdir");
        temporary = Files.createDirectory(folder.resolve("tmp"));
        cache = Files.createDirectories(folder.resolve("home/.cache"));
        System.setProperty("java.io.tmpdir", temporary.toString());
        System.setProperty("user.home", folder.resolve("home").toString());
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private static Path taken() {
        return JnaFolder.during(() -> Path.of(System.getProperty("jna.tmpdir")));
    }

    private static void mode(Path of, String permissions) throws IOException {
        Files.setPosixFilePermissions(of, PosixFilePermissions.fromString(permissions));
    }

    private Path made(String name, Duration age) throws IOException {
        Path made = Files.createDirectory(temporary.resolve(name));
        Files.createFile(made.resolve("library"));
        Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(age)));
        return made;
    }

    @Test
    void aNewFolderIsItsUsersAloneAndGoneAfterwards() throws IOException {
        String permissions = JnaFolder.during(() -> {
            try {
                Path own = Path.of(System.getProperty("jna.tmpdir"));
                Files.createFile(own.resolve("library"));
                return PosixFilePermissions.toString(Files.getPosixFilePermissions(own));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertEquals("rwx------", permissions);
        assertNull(System.getProperty("jna.tmpdir"));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Whoever owns a folder may rename and replace what another user makes in it, whatever its mode. */
    @Test
    void aFolderThatAnotherUserOwnsIsNotTaken() throws IOException {
        assumeTrue(Files.getAttribute(temporary, "unix:uid").equals(0), "takes root, who can write to such a folder");
        Files.setAttribute(temporary, "unix:uid", OTHER);
        assertEquals(cache, taken().getParent());

        Files.setAttribute(cache.getParent(), "unix:uid", OTHER);
        UnsatisfiedLinkError refused = assertThrows(UnsatisfiedLinkError.class, JnaFolderTest::taken);
        assertTrue(refused.getMessage().contains(temporary + " is another user's"), refused.getMessage());
        assertTrue(refused.getMessage().contains(cache.getParent() + " is another user's"), refused.getMessage());
        assertEquals(0, temporary.toFile().list().length);
        assertEquals(0, cache.toFile().list().length);
    }

    @Test
    void eachTimeItIsAnother() {
        assertNotEquals(taken(), taken());
    }

    @Test
    void nothingIsLeftWhereLoadingFails() {
        assertThrows(
                UnsatisfiedLinkError.class,
                () -> JnaFolder.during(() -> {
                    throw new UnsatisfiedLinkError();
                }));

        assertNull(System.getProperty("jna.tmpdir"));
        assertEquals(0, temporary.toFile().list().length);
    }

    @Test
    void whatTheApplicationHasChosenStays() {
        System.setProperty("jna.tmpdir", "/chosen");

        assertEquals(Path.of("/chosen"), taken());
        assertEquals("/chosen", System.getProperty("jna.tmpdir"));
    }

    @Test
    void aFolderWhereOthersCouldReplaceItIsPassedOver() throws IOException {
        mode(temporary, "rwxrwxrwx");

        assertEquals(cache, taken().getParent());
    }

    @Test
    void aFolderThatIsNotThereIsPassedOver() {
        System.setProperty("java.io.tmpdir", folder.resolve("missing").toString());

        assertEquals(cache, taken().getParent());
    }

    /** The property user.home is "?" for a user without an entry in passwd(5). */
    @Test
    void relativeFoldersAreNeverTaken() {
        System.setProperty("java.io.tmpdir", "target");
        System.setProperty("user.home", "?");

        if (System.getenv("XDG_CACHE_HOME") == null) {
            assertThrows(UnsatisfiedLinkError.class, JnaFolderTest::taken);
        } else {
            assertTrue(taken().isAbsolute());
        }
    }

    @Test
    void whereNoneServesEachIsNamedWithItsReason() throws IOException {
        mode(temporary, "rwxrwxrwx");
        mode(cache, "rwxrwxrwx");

        if (System.getenv("XDG_CACHE_HOME") == null) {
            String told = assertThrows(UnsatisfiedLinkError.class, JnaFolderTest::taken)
                    .getMessage();
            assertTrue(told.contains(temporary + " can be written by others"), told);
            assertTrue(told.contains(cache + " can be written by others"), told);
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedADayLater() throws IOException {
        Path old = made("linuxkeyring-jna-1", Duration.ofDays(2));
        Path young = made("linuxkeyring-jna-2", Duration.ofMinutes(1));
        Path another = made("another", Duration.ofDays(2));

        taken();

        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young.resolve("library")));
        assertTrue(Files.exists(another.resolve("library")));
    }

    @Test
    void aLinkToAFolderOfThatNameIsNotFollowed() throws IOException {
        Path target = made("elsewhere", Duration.ofDays(2));
        Files.createSymbolicLink(temporary.resolve("linuxkeyring-jna-3"), target);

        taken();

        assertTrue(Files.exists(target.resolve("library")));
    }
}
