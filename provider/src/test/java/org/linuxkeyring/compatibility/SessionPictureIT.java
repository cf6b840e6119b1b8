package org.linuxkeyring.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Programs;

/** The terminal that the README shows has what the commands print today. Numbers, and what they move, may differ. */
@Tag("slow")
class SessionPictureIT {
    private static final Path PICTURES = Path.of("..", "docs", "images");
    private static final Pattern TEXT = Pattern.compile("<text[^>]*>([^<]*)</text>");

    @Test
    void thePictureShowsWhatARunPrints(@TempDir Path folder) throws IOException {
        for (String program : List.of("keyctl", "curl", "script")) {
            assumeTrue(Programs.work(List.of(program, "--version")), program + " is not installed");
        }
        Path made = folder.resolve("session.svg");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Child.of(PICTURES.resolve("make-session").toString(), Jars.all().toString(), made.toString())
                .environment("PATH", java + ":" + System.getenv("PATH"))
                .run()
                .succeeded();
        List<String> shown = texts(PICTURES.resolve("session.svg"));
        assertFalse(shown.isEmpty());
        assertEquals(shown, texts(made), "docs/images/make-session makes the picture anew");
    }

    private static List<String> texts(Path picture) throws IOException {
        return TEXT.matcher(Files.readString(picture))
                .results()
                .map(text -> text.group(1).replaceAll("[0-9]+", "0").replaceAll(" +", " "))
                .toList();
    }
}
