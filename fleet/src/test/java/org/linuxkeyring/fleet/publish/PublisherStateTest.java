package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file by which a publisher gives out no version twice. */
class PublisherStateTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("state");
    }

    private static String refusal(PublisherState state) {
        return assertThrows(PublishException.class, () -> state.next(Members.WEB, 1))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "entry\\ shop/web=many\n",
                "entry\\ shop/web=0\n",
                "entry\\ shop/web=-5\n",
                "entry\\ shop/web=9223372036854775808\n",
                "entry\\ shop/web",
                "\u0001\u001b[31m\n"
            })
    void aFileThatNoPublisherLeavesIsDamaged(String text) throws Exception {
        Files.writeString(file(), text);
        String message = refusal(PublisherState.in(file()));
        assertTrue(message.contains("it is damaged") || message.contains("it is empty"), message);
        assertTrue(message.contains("--state"), message);
        assertFalse(message.contains("\u001b"), message);
    }

    @Test
    void noVersionFollowsTheLast() throws Exception {
        Files.writeString(file(), "entry\\ shop/web=9223372036854775807\n");
        String message = refusal(PublisherState.in(file()));
        assertTrue(message.startsWith("No version comes after 9223372036854775807"), message);
    }

    @Test
    void aVersionIsGivenToOneOfTwoPublishersThatShareTheFile() throws Exception {
        PublisherState one = PublisherState.in(file());
        PublisherState other = PublisherState.in(file());
        long version = one.next(Members.WEB, 4);
        assertEquals(version, other.next(Members.WEB, 4));
        other.note(Members.WEB, version);
        String message = assertThrows(PublishException.class, () -> one.note(Members.WEB, version))
                .getMessage();
        assertTrue(
                message.contains("version 5 of entry shop/web") && message.contains("Run the command again"), message);
        one.note(Members.WEB, one.next(Members.WEB, 4));
        assertEquals(6, other.version(Members.WEB));
    }

    @Test
    void publishersThatHaveALinkToOneFileShareIt() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared")).resolve("state");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("shared", "state"));
        for (long version = 1; version <= 2; version++) {
            PublisherState.in(link).note(Members.WEB, version);
            assertTrue(Files.isSymbolicLink(link));
            assertEquals(version, PublisherState.in(shared).version(Members.WEB));
        }
        assertTrue(Files.exists(folder.resolve("shared").resolve("state.lock")));
    }
}
