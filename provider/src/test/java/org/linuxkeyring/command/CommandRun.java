package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Terminal;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Runs of commands in this JVM, with their output and a person who types passwords. */
public final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Supplier<Keyctl> kernel;
    private final Backend backend;
    private List<String> typed = List.of();
    private int asked;
    private byte[] input = {};
    private boolean isOutputTerminal;
    private OptionalInt columns = OptionalInt.empty();
    private OutputStream outlet = out;

    public CommandRun(Supplier<Keyctl> kernel, Backend backend) {
        this.kernel = kernel;
        this.backend = backend;
    }

    /** Has a person type these, one when asked, and the last of them again and again. */
    public CommandRun typing(String... passwords) {
        typed = List.of(passwords);
        asked = 0;
        return this;
    }

    public CommandRun input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    CommandRun input(byte[] bytes) {
        input = bytes;
        return this;
    }

    CommandRun toTerminal() {
        isOutputTerminal = true;
        return this;
    }

    public CommandRun columns(int width) {
        columns = OptionalInt.of(width);
        return this;
    }

    /** Has the commands write their output there, and not to {@link #out}. */
    CommandRun writingTo(OutputStream other) {
        outlet = other;
        return this;
    }

    /** Returns the exit status. */
    public int run(String... args) {
        return run(() -> KeyringLoadStoreParameter.builder().backend(backend), args);
    }

    int run(Supplier<KeyringLoadStoreParameter.Builder> settings, String... args) {
        out.reset();
        err.reset();
        return new Main(context(settings)).run(List.of(args));
    }

    /** Reads the entries of a file as the command {@code import} does before it stores them. */
    public Map<String, KeyStore.Entry> entries(Path file)
            throws CommandException, IOException, GeneralSecurityException {
        return new EntryFile(file, new PasswordSource(), context(KeyringLoadStoreParameter::builder)).read();
    }

    private CommandContext context(Supplier<KeyringLoadStoreParameter.Builder> settings) {
        Terminal terminal = new Terminal() {
            @Override
            public Optional<char[]> readPassword(String prompt) {
                return typed.stream()
                        .limit(++asked)
                        .reduce((earlier, later) -> later)
                        .map(String::toCharArray);
            }

            @Override
            public boolean showsOutput() {
                return false;
            }

            @Override
            public boolean isOutput() {
                return isOutputTerminal;
            }

            @Override
            public OptionalInt columns() {
                return columns;
            }

            @Override
            public boolean isErrorOutput() {
                return false;
            }
        };
        ByteArrayInputStream in = new ByteArrayInputStream(input);
        return new CommandContext(kernel, settings, terminal, in, print(outlet), print(err));
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    void assertSays(String part) {
        assertTrue(out().contains(part), () -> "'" + part + "' is missing in:\n" + out() + err());
    }

    void assertRefuses(String part) {
        assertTrue(err().contains(part), () -> "'" + part + "' is missing in:\n" + err() + out());
    }

    private static PrintStream print(OutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
