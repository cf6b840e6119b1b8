package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.follow.Versions.Version;
import org.linuxkeyring.fleet.message.EntryName;

/** The file that the service and the handler of request-key(8) share. */
class VersionsTest {
    private static final EntryName WEB = EntryName.of("shop/web");
    private static final EntryName MAIL = EntryName.of("shop/mail");

    @TempDir
    Path folder;

    private static Version version(long number) {
        return new Version(number, "00", Optional.empty());
    }

    @Test
    void whatTwoProcessesRecordIsKept() throws Exception {
        Path file = folder.resolve("versions");
        Versions one = Versions.read(file);
        Versions other = Versions.read(file);
        one.record(WEB, version(2));
        other.record(MAIL, version(5));

        Versions both = Versions.read(file);
        assertEquals(Optional.of(version(2)), both.of(WEB));
        assertEquals(Optional.of(version(5)), both.of(MAIL));
    }

    @Test
    void aVersionThatAnotherProcessHasPassedIsNotRecorded() throws Exception {
        Path file = folder.resolve("versions");
        Versions slow = Versions.read(file);
        Versions.read(file).record(WEB, version(3));

        IOException refusal = assertThrows(IOException.class, () -> slow.record(WEB, version(2)));
        assertTrue(refusal.getMessage().contains("has seen version 3 of shop/web meanwhile"), refusal.getMessage());
        assertEquals(Optional.of(version(3)), Versions.read(file).of(WEB));
        slow.record(WEB, version(4));
        assertEquals(Optional.of(version(4)), Versions.read(file).of(WEB));
    }

    @Test
    void whatIsSeenAtFirstUseChangesNothingOfWhatTheServiceHasDoneMeanwhile() throws Exception {
        Path file = folder.resolve("versions");
        Versions.read(file).record(WEB, new Version(1, "00", Optional.of("shop")));
        Versions slow = Versions.read(file);
        Version moved = new Version(2, "00", Optional.of("web"), Set.of(Optional.of("shop")));
        Versions.read(file).record(WEB, moved);
        slow.see(WEB, 2, "00", Optional.of("web"), false);
        assertEquals(Optional.of(moved), Versions.read(file).of(WEB));

        slow.see(WEB, 3, "01", Optional.of("games"), false);
        assertEquals("shop/web 3 01 web shop\n", Files.readString(file));
        for (long number : new long[] {2, 3}) {
            IOException refusal =
                    assertThrows(IOException.class, () -> slow.see(WEB, number, "00", Optional.of("games"), false));
            assertTrue(refusal.getMessage().contains("meanwhile"), refusal.getMessage());
        }
        slow.see(MAIL, 1, "02", Optional.of("mail"), false);
        assertEquals("shop/mail 1 02 mail\nshop/web 3 01 web shop\n", Files.readString(file));
    }

    @Test
    void whatAnotherProcessHasDoneForTheSameVersionIsNotUndone() throws Exception {
        Path file = folder.resolve("versions");
        Versions.read(file).record(WEB, version(2).leaving(Set.of(Optional.of("shop"))));
        Versions slow = Versions.read(file);
        Versions.read(file).left(WEB, Set.of(Optional.of("shop")));
        slow.record(MAIL, version(1));
        assertEquals(Optional.of(version(2)), Versions.read(file).of(WEB));
    }

    @Test
    void whomAnEntryHasYetToLeaveIsKept() throws Exception {
        Path file = folder.resolve("versions");
        Version moved = version(2).leaving(Set.of(Optional.of("shop"), Optional.of("games")));
        Versions.read(file).record(WEB, moved);
        assertEquals("shop/web 2 00 - games,shop\n", Files.readString(file));
        assertEquals(Optional.of(moved), Versions.read(file).of(WEB));

        Versions.read(file).left(WEB, Set.of(Optional.of("games")));
        Versions.read(file).left(WEB, Set.of(Optional.of("shop")));
        assertEquals("shop/web 2 00 -\n", Files.readString(file));
        assertEquals(Optional.of(version(2)), Versions.read(file).of(WEB));
    }

    @Test
    void thatAnEntryIsInNoKeyringIsKeptUntilItIsOpenedAgain() throws Exception {
        Path file = folder.resolve("versions");
        Version revoked = version(2).gone();
        Versions.read(file).record(WEB, revoked);
        assertEquals("shop/web 2 00 .\n", Files.readString(file));
        assertEquals(Optional.of(revoked), Versions.read(file).of(WEB));

        Versions.read(file).see(WEB, 3, "01", Optional.empty(), true);
        assertEquals("shop/web 3 01 .\n", Files.readString(file));
        Versions.read(file).see(WEB, 4, "02", Optional.of("shop"), false);
        assertEquals("shop/web 4 02 shop\n", Files.readString(file));
    }

    @Test
    void aFolderThatDoesNotExistIsMadeForItsOwner() throws Exception {
        Path file = folder.resolve("a/b/versions");
        Versions.read(file).record(WEB, version(1));
        assertEquals(Optional.of(version(1)), Versions.read(file).of(WEB));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void whyTheFileCannotBeReadIsToldWithItsNameAndTheRemedy() throws Exception {
        Path file = folder.resolve("versions");
        for (byte[] damaged : new byte[][] {
            {},
            {(byte) 0xff, 1, 2},
            "shop/web 99999999999999999999 00 -\n".getBytes(US_ASCII),
            "a b c d\n".getBytes(US_ASCII),
            "a b c\n".getBytes(US_ASCII),
            "shop/web 0 00 -\n".getBytes(US_ASCII),
            "shop/web -1 00 -\n".getBytes(US_ASCII),
            "shop/web 1 00 sh/op\n".getBytes(US_ASCII),
            "shop/web 1 00 - 7,shop\n".getBytes(US_ASCII),
            "shop/web 1 00 ro".getBytes(US_ASCII),
            "shop/web 2 00 -\nshop/web 1 00 -\n".getBytes(US_ASCII)
        }) {
            Files.write(file, damaged);
            assertTold(file, assertThrows(IOException.class, () -> Versions.read(file)));
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertTold(file, assertThrows(IOException.class, () -> Versions.read(file)));
    }

    @Test
    void whyTheFileCannotBeWrittenIsToldWithItsNameAndTheRemedy() throws Exception {
        Path file = folder.resolve("versions");
        Files.createDirectory(folder.resolve("versions.lock"));
        Versions versions = Versions.read(file);
        IOException refusal = assertThrows(IOException.class, () -> versions.record(WEB, version(1)));
        assertTold(file, refusal);
        assertTrue(refusal.getMessage().contains("--versions"), refusal.getMessage());
        assertEquals(Optional.empty(), versions.of(WEB));
    }

    private static void assertTold(Path file, IOException refusal) {
        String message = refusal.getMessage();
        assertTrue(message.contains("in " + file) && message.contains("older key could come back"), message);
        assertFalse(message.contains("Input length") || message.contains("For input"), message);
    }
}
