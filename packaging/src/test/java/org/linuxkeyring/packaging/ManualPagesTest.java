package org.linuxkeyring.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.command.CommandDescriptions;
import org.linuxkeyring.fleet.command.FleetDescriptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The files that are made for the package: each command, option and setting is in them. */
class ManualPagesTest {
    @TempDir
    private Path target;

    @Test
    void everyCommandHasAPageWithAllItsOptions() throws IOException {
        generate(target);
        List<CommandLine> commands = new ArrayList<>(CommandPage.commands(CommandDescriptions.all()));
        commands.addAll(CommandPage.commands(FleetDescriptions.all()));
        for (CommandLine command : commands) {
            String page = page(1, CommandPage.name(command));
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(page.contains(Roff.escaped(option.longestName())), () -> command + ": " + option);
            }
        }
        assertTrue(commands.size() > 20, commands::toString);
    }

    @Test
    void everySettingIsOnThePageOfTheReferenceFile() throws IOException {
        generate(target);
        String page = page(5, "linuxkeyring-reference");
        List<String> settings = Files.readAllLines(Path.of("..", "docs", "CONFIGURATION.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .toList();
        assertTrue(settings.contains("keyring"), settings::toString);
        assertEquals(
                List.of(),
                settings.stream()
                        .filter(each -> !page.contains(".TP\n" + Roff.bold(each)))
                        .toList());
    }

    @Test
    void theSameIsMadeEachTime(@TempDir Path another) throws IOException {
        generate(target);
        generate(another);
        try (Stream<Path> files = Files.walk(target)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path twin = another.resolve(target.relativize(file));
                assertEquals(-1, Files.mismatch(file, twin), file::toString);
            }
        }
    }

    @Test
    void aLongTitleLeavesOutTheNameOfTheManual() throws IOException {
        generate(target);
        assertTrue(page(1, "linuxkeyring-list")
                .startsWith(".TH \"LINUXKEYRING-LIST\" \"1\" \"2026-11-22\""
                        + " \"LinuxKeyring 1.2.3-SNAPSHOT\" \"LinuxKeyring\"\n"));
        assertTrue(page(1, "linuxkeyring-generate-completion")
                .startsWith(".TH \"LINUXKEYRING-GENERATE-COMPLETION\""
                        + " \"1\" \"2026-11-22\" \"LinuxKeyring 1.2.3-SNAPSHOT\" \"\"\n"));
    }

    @Test
    void nothingInATextIsTakenForRoff() {
        assertEquals("\\&.so \\(rsfB \\(aq\\-\\(dq", Roff.escaped(".so \\fB '-\""));
        assertEquals("\\(aqa", Roff.escaped("'a"));
    }

    private static void generate(Path folder) throws IOException {
        Generator.main(
                new String[] {"..", folder.toString(), folder.toString(), "1.2.3-SNAPSHOT", "2026-11-22T00:00:00Z"});
    }

    private String page(int section, String name) throws IOException {
        Path file = target.resolve("usr/share/man/man" + section + "/" + name + "." + section + ".gz");
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
