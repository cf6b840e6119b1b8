package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.Terminal;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Runs of commands in this JVM, with their output and a person who types one password. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Supplier<Keyctl> kernel;
    private final Backend backend;
    private Optional<String> typed = Optional.empty();
    private String input = "";

    CommandRun(Supplier<Keyctl> kernel, Backend backend) {
        this.kernel = kernel;
        this.backend = backend;
    }

    CommandRun typing(String password) {
        typed = Optional.of(password);
        return this;
    }

    CommandRun input(String text) {
        input = text;
        return this;
    }

    /** Returns the exit status. */
    int run(String... args) {
        return run(() -> KeyringLoadStoreParameter.builder().backend(backend), args);
    }

    int run(Supplier<KeyringLoadStoreParameter.Builder> settings, String... args) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal() {
            @Override
            public Optional<char[]> readPassword(String prompt) {
                return typed.map(String::toCharArray);
            }

            @Override
            public boolean showsOutput() {
                return false;
            }
        };
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new Main(new CommandContext(kernel, settings, terminal, in, print(out), print(err))).run(List.of(args));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    void assertSays(String part) {
        assertTrue(out().contains(part), () -> "'" + part + "' is missing in:\n" + out() + err());
    }

    void assertRefuses(String part) {
        assertTrue(err().contains(part), () -> "'" + part + "' is missing in:\n" + err() + out());
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
