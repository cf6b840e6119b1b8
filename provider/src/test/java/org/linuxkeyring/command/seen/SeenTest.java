package org.linuxkeyring.command.seen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.command.terminal.TextWidth;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a person sees of keyrings in terminals of any width, and what a screen reader reads. */
class SeenTest {
    private static final String LONG = "a-service-whose-name-is-longer-than-most-names/and-has-a-path.example.com";
    private static final String WIDE = "\u30b5\u30fc\u30d0\u30fc\u8a3c\u660e\u66f8 \ud83d\udd11 mu\u0308ller";

    private ScratchKeyring scratch;
    private CommandRun command;

    @BeforeEach
    void storeEntries() throws Exception {
        scratch = ScratchKeyring.of(Backend.MEMORY);
        command = new CommandRun(scratch::keyctl, Backend.MEMORY);
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        for (String alias : List.of("web", LONG, WIDE)) {
            scratch.keyStore()
                    .setKeyEntry(
                            alias,
                            pair.getPrivate(),
                            null,
                            TestCertificates.chainFor(alias.equals(WIDE) ? "wide" : alias, pair.getPublic()));
        }
    }

    @AfterEach
    void removeKeyrings() {
        scratch.close();
    }

    private List<String> lines(String... arguments) {
        assertEquals(0, command.run(arguments), command.err());
        return command.out().lines().toList();
    }

    private String keyring() {
        return Integer.toString(scratch.serial());
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 132, 200})
    void noLineIsLongerThanTheTerminalIsWide(int columns) {
        command.columns(columns);
        for (String name : List.of("list", "show")) {
            for (String line : lines(name, keyring())) {
                assertTrue(TextWidth.of(line) <= columns, () -> TextWidth.of(line) + " columns: " + line);
            }
        }
    }

    @Test
    void anEntryIsOneLineAndAnEllipsisTellsThatItIsCut() {
        command.columns(80);
        List<String> lines = lines("list", keyring());
        assertEquals(5, lines.size(), command.out());
        assertTrue(lines.stream().anyMatch(line -> line.matches(" \\\\_ a-servi.*\u2026.*")), command.out());
        assertFalse(lines.get(0).contains("permissions"), command.out());
    }

    @Test
    void aWideTerminalShowsAll() {
        command.columns(300);
        lines("list", keyring());
        assertTrue(command.out().contains(LONG + " ") && command.out().contains("permissions"), command.out());
        assertFalse(command.out().contains("\u2026"), command.out());
    }

    @Test
    void columnsAreAlignedBelowWideCharacters() {
        command.columns(200);
        for (String line : lines("list", keyring())) {
            int kind = line.indexOf(line.contains("keyring,") ? "kind" : line.contains("\\_") ? " key " : " keyring ");
            int start = TextWidth.of(line.substring(0, kind)) + (line.contains("keyring,") ? 0 : 1);
            assertEquals(TextWidth.of(lines("list", keyring()).get(0).split("kind")[0]), start, line);
        }
    }

    @Test
    void aFileOrPipeGetsAll() {
        lines("list", keyring());
        assertTrue(command.out().contains(LONG), command.out());
        lines("show", keyring());
        assertTrue(command.out().contains(LONG), command.out());
    }

    @Test
    void plainIsANameAndAValueInEachLine() {
        command.columns(80);
        for (String name : List.of("list", "show")) {
            for (String line : lines(name, keyring(), "--plain")) {
                assertTrue(line.isEmpty() || line.matches("[a-z ]+: \\S.*"), line);
                assertFalse(line.contains("\\_") || line.contains("  ") || line.contains("\u001b["), line);
            }
            assertTrue(command.out().contains(": " + LONG + "\n"), command.out());
            assertTrue(command.out().contains(": " + WIDE + "\n"), command.out());
        }
    }

    @Test
    void plainTellsTheKeyringOfEachEntry() {
        int nested = scratch.keyctl()
                .addKey(bytes("keyring"), bytes("nested"), java.nio.ByteBuffer.allocate(0), scratch.serial());
        scratch.keyctl().addKey(bytes("user"), bytes("pin"), java.nio.ByteBuffer.wrap(bytes("0000")), nested);
        String list = String.join("\n", lines("list", keyring(), "--plain"));
        assertTrue(list.matches("(?s).*\nalias: pin\nkind: secret\n.*\nin keyring: nested\\b.*"), list);
        String show = String.join("\n", lines("show", keyring(), "--plain"));
        assertTrue(show.matches("(?s).*\ndescription: pin\n.*\nin keyring: " + nested + "\\b.*"), show);
    }
}
