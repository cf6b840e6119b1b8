package org.linuxkeyring.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Undecoded;
import org.linuxkeyring.kernel.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that stores a secret, whose value is never an argument, because ps(1) shows that to every user. */
@Command(
        name = "set",
        description = {
            "Store a secret, such as a password. Its value is asked for, unless --file is given.",
            "An existing entry is left alone, unless --replace is given."
        })
final class SecretSet implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    /** The most that any key holds: the kernel's limit for a payload of type big_key (security/keys/big_key.c). */
    private static final int LONGEST = (1 << 20) - 1;

    @Parameters(index = "0", paramLabel = "ALIAS", description = "the name of the secret")
    private String alias;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the value is what FILE holds, byte for byte, or with - standard input")
    private String file;

    @Mixin
    private NewEntries policy = new NewEntries();

    private final CommandContext context;

    SecretSet(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        KeyStore store = policy.open(context);
        policy.requireFree(alias, store, "Name another alias");
        if (store.containsAlias(alias) && !store.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class)) {
            throw new CommandException("Entry '" + Printable.name(alias)
                    + "' is no secret, which --replace replaces alone. Remove it first, or name another alias");
        }
        byte[] value = value();
        try {
            requireValue(value);
            KeyStore.Entry entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(value, "RAW"));
            policy.set(Map.of(alias, entry), store, policy.protection().build());
        } finally {
            Arrays.fill(value, (byte) 0);
        }
        return 0;
    }

    private byte[] value() throws CommandException, IOException {
        if (file == null) {
            return typed();
        }
        if (file.equals(STANDARD_INPUT)) {
            return context.in().readNBytes(LONGEST + 1);
        }
        if (Files.isDirectory(Path.of(file))) {
            throw new CommandException(file + " is a folder. Name a file");
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(LONGEST + 1);
        }
    }

    private void requireValue(byte[] value) throws CommandException {
        if (value.length == 0) {
            throw new CommandException("The value is empty, and a key has at least one byte. Give a value");
        }
        if (value.length > LONGEST) {
            throw new CommandException("The value has more than " + LONGEST + " bytes, which no key holds");
        }
        if (value[value.length - 1] == '\n') {
            context.err()
                    .println("The value ends with a line feed, which is stored as well."
                            + " To leave it out use, for example, printf %s instead of echo");
        }
    }

    /** Asks twice, since what is typed is not seen. */
    private byte[] typed() throws CommandException {
        char[] first = ask("Value of '" + Printable.name(alias) + "': ");
        char[] second = new char[0];
        ByteBuffer encoded = ByteBuffer.allocate(0);
        try {
            second = ask("The same once more: ");
            if (!Arrays.equals(first, second)) {
                throw new CommandException("The two values differ, so nothing was stored. Try again");
            }
            encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(first));
            byte[] value = new byte[encoded.remaining()];
            encoded.duplicate().get(value);
            return value;
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }

    private char[] ask(String prompt) throws CommandException {
        char[] typed = context.terminal()
                .readPassword(prompt)
                .orElseThrow(() ->
                        new CommandException("There is no terminal to ask for the value of '" + Printable.name(alias)
                                + "', or its input has ended. Use --file FILE, or --file - for standard input"));
        return Undecoded.requireNone(typed, "value", "--file FILE, or --file - for standard input");
    }
}
