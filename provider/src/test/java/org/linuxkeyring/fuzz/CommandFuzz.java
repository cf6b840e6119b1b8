package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Budget;

/**
 * The arguments of a command, one a line, on keyrings in memory. A command does what it says, or refuses it with a
 * reason, and prints nothing that a terminal would obey. The words name no {@code seal}, which works on files and on
 * the kernel's keys, whatever the backend is.
 */
class CommandFuzz {
    /** A message at the beginning of a line, where no argument stands: an argument may have these words, too. */
    private static final Pattern FAULT = Pattern.compile("(?md)^This is a fault of the program: ");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n]]");

    @DictionaryEntries({
        "import\\x0A",
        "export\\x0A",
        "list\\x0A",
        "show\\x0A",
        "remove\\x0A",
        "timeout\\x0A",
        "secret\\x0Aget\\x0A",
        "secret\\x0Aset\\x0A",
        "secret\\x0Alist\\x0A",
        "help\\x0A",
        "@u/fuzz\\x0A",
        "--keyring=@u/fuzz\\x0A",
        "--alias=",
        "--source-alias=",
        "--timeout=8h",
        "--permissions=0x3f010000",
        "--kernel-held\\x0A",
        "--replace\\x0A",
        "--json\\x0A",
        "--private-key\\x0A",
        "--password-stdin\\x0A",
        "--password-env=HOME\\x0A",
        "--version\\x0A",
        "--help\\x0A"
    })
    @FuzzTest
    void run(byte[] input) throws Exception {
        List<String> arguments = arguments(new String(input, StandardCharsets.UTF_8));
        Budget.require(() -> {
            try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
                int keyring = keyrings.newKeyring("fuzz");
                add(keyrings, keyring, "web\u001b[31m");
                add(keyrings, keyring, "web");
                CommandRun command = new CommandRun(keyrings::keyctl, Backend.MEMORY)
                        .typing("secret")
                        .input("secret\n");
                int status = command.run(arguments.toArray(String[]::new));
                assertTrue(status >= 0 && status <= 2, () -> "exit status " + status);
                assertTrue(status == 0 || !command.err().isBlank(), "no reason");
                assertFalse(FAULT.matcher(command.err()).find(), command::err);
                assertFalse(
                        CONTROL.matcher(command.out() + command.err()).find(),
                        () -> "a control character in:\n" + command.out() + command.err());
            }
        });
    }

    /**
     * Adds a secret key, which {@code secret get} prints as it is. There is no certificate for {@code export} to write
     * into a file that an input names.
     */
    private static void add(MemoryKeyrings keyrings, int keyring, String name) {
        keyrings.keyctl()
                .addKey(
                        ScratchKeyring.bytes("user"),
                        ScratchKeyring.bytes(name),
                        ByteBuffer.wrap(ScratchKeyring.bytes("value")),
                        keyring);
    }

    /**
     * Splits a text into arguments. A path into other folders than the current one would have {@code import} read what
     * is there, devices among it, so slashes are for keyrings.
     */
    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            boolean namesKeyring = line.matches("(?s)(--keyring=)?[@%0-9].*") && !line.contains("..");
            arguments.add(namesKeyring ? line : line.replace('/', '_'));
        }
        return arguments;
    }
}
